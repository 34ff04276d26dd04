using Microsoft.Extensions.DependencyInjection;

namespace PiBootBox.Hosting;

/// <summary>The parts that are our own unless the build has the packages that the customer named: there, NamedPackages/ has this class.</summary>
internal static class PlatformParts
{
    public const string Kind = "own drivers";

    public static void AddServiceManager(IServiceCollection services) => services.AddSingleton<IServiceManager>(_ => SystemdNotifier.FromEnvironment());
}
