using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using PiBootBox.Hosting;
using SystemdNotifier = PiBootBox.Hosting.SystemdNotifier;

namespace PiBootBox.NamedPackages;

/// <summary>
/// What the lifetime of Microsoft.Extensions.Hosting.Systemd does not tell: it sends READY when the host has started and STOPPING when it
/// stops, and knows neither status nor watchdog. Those are sent here, through its notifier.
/// </summary>
/// <param name="watchdogMicroseconds">$WATCHDOG_USEC.</param>
internal sealed class LifetimeCompanion(ISystemdNotifier manager, string? watchdogMicroseconds) : IServiceManager
{
    /// <inheritdoc/>
    public TimeSpan? WatchdogPeriod { get; } = SystemdNotifier.PeriodOf(watchdogMicroseconds);

    public void Ready(string status) => Status(status);

    public void Status(string status) => Send($"STATUS={status}");

    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Status("Stopping");

    private void Send(string state)
    {
        try
        {
            manager.Notify(new ServiceState(state));
        }
        catch (SocketException)
        {
            // A manager that does not listen must not stop the service.
        }
    }
}
