using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using PiBootBox.Core;
using PiBootBox.Core.Panel;
using PiBootBox.Journal;
using PiBootBox.Linux.Gpio;
using PiBootBox.Logging;
using PiBootBox.Panel;
using PiBootBox.Panel.Terminal;
using PiBootBox.Settings;
using Serilog;

namespace PiBootBox.Hosting;

/// <summary>Plugs the rooms together and runs until SIGTERM or Ctrl-C.</summary>
public static class BoxHost
{
    /// <param name="inTerminal">The panel is shown in the terminal too.</param>
    /// <exception cref="Core.CannotServeException">The box cannot do what it was started for.</exception>
    public static async Task RunAsync(BoxSettings settings, MachineSection machines, bool inTerminal)
    {
        PanelWiring? wiring = PanelSettings.Read(settings.Panel);
        using TerminalTwin? twin = inTerminal ? TerminalTwin.Open() : null;
        await using Serilog.Core.Logger log = BoxLog.Create(settings.Verbose);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSerilog(log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(machines);
        builder.Services.AddSingleton(TimeProvider.System);
        PlatformParts.AddServiceManager(builder.Services);
        builder.Services.AddSingleton<MachineJournal>();
        builder.Services.AddSingleton(services => PanelService.Start(
            wiring, PlatformParts.PanelDevices(), () => IsThere(settings.Panel, wiring), services.GetRequiredService<MachineJournal>()));
        builder.Services.AddHostedService<BoxService>();
        using IHost host = builder.Build();
        twin?.Show(host.Services.GetRequiredService<PanelService>());
        await host.RunAsync();
    }

    /// <summary>
    /// What keeps the service from starting stands at its panel for a while, before the service manager tries again: there may be no other place where
    /// somebody looks. Who started the program by hand has read it already.
    /// </summary>
    /// <param name="panel">The default wiring where the settings are what is wrong.</param>
    public static async Task ShowWhyNotAsync(PanelSection panel, string sentence)
    {
        PanelWiring? wiring;
        try
        {
            wiring = PanelSettings.Read(panel);
        }
        catch (CannotServeException)
        {
            wiring = PanelSettings.Read(panel = new PanelSection());
        }
        // systemd gives it to whatever it starts.
        if (Environment.GetEnvironmentVariable("INVOCATION_ID") is null || !IsThere(panel, wiring))
            return;
        await using var journal = new MachineJournal(NullLogger<MachineJournal>.Instance, TimeProvider.System);
        using var service = PanelService.Start(wiring, PlatformParts.PanelDevices(), static () => true, journal);
        service.Show(FixedBox.CannotStart(sentence));
        await Task.Delay(TimeSpan.FromSeconds(20));
    }

    /// <summary>The default wiring is that of the 40-pin header, and a PC has none.</summary>
    private static bool IsThere(PanelSection section, PanelWiring? wiring) =>
        wiring is not null && (section.IsWritten || KernelPanelDevices.HasChip(wiring));
}
