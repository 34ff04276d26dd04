using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Clock;

namespace PiBootBox.Panel;

/// <summary>
/// The box's panel: a thread that turns the <see cref="PanelLoop"/> from the program's start to its end. Nothing that happens here
/// may hurt the serving of machines.
/// </summary>
public sealed class PanelService : IDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    /// <summary>A display may take a second to fail: longer than that nobody waits for it.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1.5);

    private readonly PanelLoop _loop;
    private readonly IMachineJournal _journal;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private volatile IPanelBox? _box;
    private volatile bool _isNews, _isStopping;
    private bool _isWoken;

    private PanelService(PanelWiring? wiring, IPanelDevices devices, Func<bool> isThere, IMachineJournal journal)
    {
        _journal = journal;
        _loop = new PanelLoop(wiring, devices, isThere, () => BootClock.Now, Wake, (part, sentence) => journal.Trouble($"panel {part}", sentence));
        _thread = new Thread(Run) { IsBackground = true, Name = "panel" };
    }

    /// <summary>Shows at once that the box starts.</summary>
    /// <param name="wiring">Null for no hardware: those who look from elsewhere have a panel all the same.</param>
    /// <param name="isThere">Whether this board can have such a panel.</param>
    public static PanelService Start(PanelWiring? wiring, IPanelDevices devices, Func<bool> isThere, IMachineJournal journal)
    {
        var service = new PanelService(wiring, devices, isThere, journal);
        service._thread.Start();
        return service;
    }

    /// <summary>From now on it shows that box.</summary>
    public void Show(IPanelBox box)
    {
        (_box, _isNews) = (box, true);
        Wake();
    }

    /// <summary>Looks at the panel from elsewhere.</summary>
    public PanelView Attach() => _loop.Views.Attach();

    /// <summary>What it shows last stays on the display.</summary>
    public void Dispose()
    {
        _isStopping = true;
        Wake();
        _thread.Join(LongestEnd);
    }

    private void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    private void WaitFor(TimeSpan most)
    {
        lock (_gate)
        {
            if (!_isWoken)
                Monitor.Wait(_gate, most);
            _isWoken = false;
        }
    }

    private void Run()
    {
        while (!_isStopping)
        {
            TimeSpan now = BootClock.Now;
            TimeSpan next = Turn(now);
            TimeSpan wait = next - BootClock.Now;
            if (wait > TimeSpan.Zero)
                WaitFor(wait < AfterFault ? wait : AfterFault);
        }
        Turn(BootClock.Now);
        _loop.Dispose();
    }

    private TimeSpan Turn(TimeSpan now)
    {
        try
        {
            bool isNews = _isNews;
            _isNews = false;
            return _loop.Turn(_box, isNews, now);
        }
        catch (Exception fault)
        {
            _journal.Trouble("panel-fault", $"The panel met a fault of its own; please report it: {Printable.Text(fault.ToString())}");
            return now + AfterFault;
        }
    }
}
