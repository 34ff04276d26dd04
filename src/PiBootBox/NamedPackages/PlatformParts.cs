using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using PiBootBox.Core.Panel;
using PiBootBox.NamedPackages;

namespace PiBootBox.Hosting;

/// <summary>The parts over System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd. In builds without those, OwnParts/ has this class.</summary>
internal static class PlatformParts
{
    public const string Kind = "named packages";

    public static IPanelDevices PanelDevices() => new PackagePanelDevices();

    public static void AddServiceManager(IServiceCollection services)
    {
        services.AddSystemd();
        // It knows systemd by the name of its parent process; a manager that only gave us a socket is told by our own.
        services.AddSingleton<IServiceManager>(provider => provider.GetService<ISystemdNotifier>() is { } manager
            ? new LifetimeCompanion(manager, SystemdNotifier.WatchdogFromEnvironment)
            : SystemdNotifier.FromEnvironment());
    }
}
