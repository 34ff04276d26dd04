using System.Net.Sockets;
using System.Text;
using PiBootBox.Hosting;

namespace PiBootBox.Tests.Hosting;

public sealed class SystemdNotifierTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_manager_hears_every_state(bool abstractName)
    {
        string name = Path.Combine(Path.GetTempPath(), $"pibootbox-notify-{Guid.NewGuid():N}");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(abstractName ? "\0" + name : name));
        manager.ReceiveTimeout = 5000;
        using var notifier = new SystemdNotifier(abstractName ? "@" + name : name, "30000000");

        notifier.Ready("Serving eth0");
        Assert.Equal("READY=1\nSTATUS=Serving eth0", Hear(manager));
        notifier.Alive();
        Assert.Equal("WATCHDOG=1", Hear(manager));
        notifier.Stopping();
        Assert.StartsWith("STOPPING=1", Hear(manager));
        Assert.Equal(TimeSpan.FromSeconds(30), notifier.WatchdogPeriod);
        File.Delete(name);
    }

    [Fact]
    public void Without_a_manager_nothing_happens()
    {
        using var notifier = new SystemdNotifier(null, null);
        notifier.Ready("Serving eth0");
        Assert.Null(notifier.WatchdogPeriod);
    }

    [Fact]
    public void A_manager_that_went_away_does_no_harm()
    {
        using var notifier = new SystemdNotifier("/nowhere/notify", null);
        notifier.Alive();
    }

    private static string Hear(Socket manager)
    {
        byte[] buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer));
    }
}
