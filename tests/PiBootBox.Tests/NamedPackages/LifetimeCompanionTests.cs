using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using NSubstitute;
using PiBootBox.Hosting;
using PiBootBox.NamedPackages;

namespace PiBootBox.Tests.NamedPackages;

public sealed class LifetimeCompanionTests
{
    private readonly ISystemdNotifier _manager = Substitute.For<ISystemdNotifier>();

    [Fact]
    public void It_tells_what_the_lifetime_of_the_package_does_not()
    {
        var told = new List<string>();
        _manager.Notify(Arg.Do<ServiceState>(state => told.Add(state.ToString())));
        var companion = new LifetimeCompanion(_manager, "30000000");
        companion.Ready("Serving eth0");
        companion.Alive();
        companion.Stopping();
        Assert.Equal(["STATUS=Serving eth0", "WATCHDOG=1", "STATUS=Stopping"], told);
        Assert.Equal(TimeSpan.FromSeconds(30), companion.WatchdogPeriod);
    }

    [Fact]
    public void A_manager_that_went_away_does_no_harm()
    {
        _manager.When(manager => manager.Notify(Arg.Any<ServiceState>())).Do(_ => throw new SocketException());
        new LifetimeCompanion(_manager, null).Alive();
    }

    [Fact]
    public void What_the_package_does_not_take_for_systemd_is_told_by_our_own()
    {
        var services = new ServiceCollection();
        PlatformParts.AddServiceManager(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.IsType<PiBootBox.Hosting.SystemdNotifier>(provider.GetRequiredService<IServiceManager>());
    }
}
