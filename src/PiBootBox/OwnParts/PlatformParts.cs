using Microsoft.Extensions.DependencyInjection;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Gpio;

namespace PiBootBox.Hosting;

/// <summary>The parts that are our own unless the build has System.Device.Gpio, Iot.Device.Bindings and Microsoft.Extensions.Hosting.Systemd: there, NamedPackages/ has this class.</summary>
internal static class PlatformParts
{
    public const string Kind = "own drivers";

    public static IPanelDevices PanelDevices() => new KernelPanelDevices();

    public static void AddServiceManager(IServiceCollection services) => services.AddSingleton<IServiceManager>(_ => SystemdNotifier.FromEnvironment());
}
