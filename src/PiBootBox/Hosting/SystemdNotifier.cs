using System.Net.Sockets;
using System.Text;

namespace PiBootBox.Hosting;

/// <summary>
/// sd_notify(3) over its datagram socket: READY, STATUS, WATCHDOG, STOPPING. Silent where no
/// service manager listens.
/// </summary>
public sealed class SystemdNotifier : IServiceManager, IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    /// <param name="address">$NOTIFY_SOCKET: a path, or an abstract name that starts with <c>@</c>; null when there is none.</param>
    /// <param name="watchdogMicroseconds">$WATCHDOG_USEC.</param>
    public SystemdNotifier(string? address, string? watchdogMicroseconds)
    {
        if (address is not { Length: > 1 } || address[0] is not ('/' or '@'))
            return;
        _manager = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        WatchdogPeriod = PeriodOf(watchdogMicroseconds);
    }

    /// <inheritdoc/>
    public TimeSpan? WatchdogPeriod { get; }

    public static SystemdNotifier FromEnvironment() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), WatchdogFromEnvironment);

    internal static string? WatchdogFromEnvironment => Environment.GetEnvironmentVariable("WATCHDOG_USEC");

    /// <param name="microseconds">$WATCHDOG_USEC.</param>
    internal static TimeSpan? PeriodOf(string? microseconds) =>
        long.TryParse(microseconds, out long period) && period > 0 ? TimeSpan.FromMicroseconds(period) : null;

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Status(string status) => Send($"STATUS={status}");

    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping");

    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        if (_socket is null || _manager is null)
            return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _manager);
        }
        catch (SocketException)
        {
            // A manager that does not listen must not stop the service.
        }
    }
}
