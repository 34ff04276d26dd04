using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PiBootBox.Core;
using PiBootBox.Journal;
using PiBootBox.Linux.Clock;
using PiBootBox.Panel;
using PiBootBox.Settings;

namespace PiBootBox.Hosting;

/// <summary>The box as a hosted service: starts it, looks after its ports, and talks with systemd.</summary>
public sealed class BoxService(
    BoxSettings settings, MachineSection machines, MachineJournal journal, PanelService panel, IServiceManager systemd, ILoggerFactory loggers, ILogger<BoxService> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private Box? _box;

    /// <exception cref="Core.CannotServeException">The box cannot do what it was started for.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _box = await Box.StartAsync(settings, machines, journal, panel, loggers);
        HostLog.Ready(log, (int)(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds);
        systemd.Ready(_box.Ports.Status);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        systemd.Stopping();
        panel.Show(FixedBox.ShuttingDown);
        await base.StopAsync(cancellationToken);
        if (_box is not null)
            await _box.DisposeAsync();
        HostLog.Stopped(log);
    }

    // The watchdog is fed from the loop that mends the ports: a box that cannot mend itself any more is restarted.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string status = _box!.Ports.Status;
        using var timer = new PeriodicTimer(systemd.WatchdogPeriod is { } period && period / 2 < Look ? period / 2 : Look);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    _box.Ports.Check();
                    _box.Profiles.Look(BootClock.Now);
                }
                catch (Exception unforeseen)
                {
                    // What is served goes on being served; the next look tries again.
                    HostLog.CannotLook(log, unforeseen);
                }
                systemd.Alive();
                if (_box.Ports.Status != status)
                    systemd.Status(status = _box.Ports.Status);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
