namespace PiBootBox.Hosting;

/// <summary>Who started the service and looks after it: systemd, or nobody. Telling it never fails.</summary>
public interface IServiceManager
{
    /// <summary>The manager kills the service when it hears nothing for this long; null without a watchdog.</summary>
    TimeSpan? WatchdogPeriod { get; }

    /// <summary>The box serves.</summary>
    /// <param name="status">One line.</param>
    void Ready(string status);

    /// <param name="status">One line.</param>
    void Status(string status);

    /// <summary>Feeds the watchdog.</summary>
    void Alive();

    void Stopping();
}
