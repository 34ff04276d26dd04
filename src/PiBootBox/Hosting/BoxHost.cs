using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PiBootBox.Journal;
using PiBootBox.Logging;
using PiBootBox.Settings;
using Serilog;

namespace PiBootBox.Hosting;

/// <summary>Plugs the rooms together and runs until SIGTERM or Ctrl-C.</summary>
public static class BoxHost
{
    /// <exception cref="Core.CannotServeException">The box cannot do what it was started for.</exception>
    public static async Task RunAsync(BoxSettings settings, MachineSection machines)
    {
        await using Serilog.Core.Logger log = BoxLog.Create(settings.Verbose);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSerilog(log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(machines);
        builder.Services.AddSingleton(TimeProvider.System);
        PlatformParts.AddServiceManager(builder.Services);
        builder.Services.AddSingleton<MachineJournal>();
        builder.Services.AddHostedService<BoxService>();
        using IHost host = builder.Build();
        await host.RunAsync();
    }
}
