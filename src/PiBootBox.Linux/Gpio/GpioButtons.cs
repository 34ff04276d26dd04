using PiBootBox.Core.Panel;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Packet;
using PiBootBox.Linux.Udp;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Gpio.GpioCalls;

namespace PiBootBox.Linux.Gpio;

/// <summary>
/// Buttons at lines of one chip, with a thread that waits for them.
/// </summary>
internal sealed unsafe class GpioButtons : IButtonLines
{
    /// <summary>Contacts of cheap push-buttons bounce for up to some 5 ms.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(10);

    private const int PollingMilliseconds = 10;

    /// <summary>
    /// How often it is looked whether the chip is there: kernels before 6.7 wake nobody when it goes.
    /// </summary>
    private const int LookMilliseconds = 2000;

    private readonly List<PanelButton> _buttons = [];
    private readonly List<LineWiring> _wirings = [];
    private readonly Action<ButtonChange> _changed;
    private readonly LineSet? _lines;
    private readonly bool _isPolled;
    private readonly WakeUp _end = new();
    private readonly Thread? _thread;
    private ulong _down;
    private volatile bool _isGone;

    /// <exception cref="PanelFaultException">They are not there, in use, or refused.</exception>
    public GpioButtons(PanelWiring wiring, Action<ButtonChange> changed)
    {
        _changed = changed;
        foreach ((PanelButton button, LineWiring line) in wiring.Buttons)
        {
            _buttons.Add(button);
            _wirings.Add(line);
        }
        if (_wirings.Count == 0)
            return;
        try
        {
            (_lines, _isPolled) = Take(wiring.ChipLabels);
            _isGone = !_lines.TryGet(out _down);
            _thread = new Thread(Wait) { IsBackground = true, Name = "panel-buttons" };
            _thread.Start();
        }
        catch
        {
            _lines?.Dispose();
            _end.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsGone => _isGone;

    public void Dispose()
    {
        _end.Signal();
        _thread?.Join();
        _lines?.Dispose();
        _end.Dispose();
    }

    private (LineSet Lines, bool IsPolled) Take(IReadOnlyList<string> labels)
    {
        using GpioChip chip = GpioChip.Find(labels);
        LineRequest request = LineRequests.Of(_wirings, INPUT | EDGE_RISING | EDGE_FALLING, Quiet);
        if (chip.TryTake(ref request, out int error) is { } lines)
            return (lines, false);
        // Expanders without an interrupt refuse edges (ENXIO), some chips the debouncing (EINVAL).
        if (error is EINVAL or ENXIO or EOPNOTSUPP)
        {
            request = LineRequests.Of(_wirings, INPUT, TimeSpan.Zero);
            if (chip.TryTake(ref request, out error) is { } polled)
                return (polled, true);
        }
        throw chip.Explain(error, ref request);
    }

    private void Wait()
    {
        Tell(_down, wasDown: true);
        if (_isPolled)
            Poll();
        else
            WaitForEdges();
    }

    /// <summary>Until the end, or until the chip is gone.</summary>
    private void WaitForEdges()
    {
        PollSlot* slots = stackalloc PollSlot[2];
        slots[0] = new PollSlot { File = (int)_end.Handle.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        slots[1] = new PollSlot { File = (int)_lines!.File.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        while (true)
        {
            int ready = PacketCalls.Poll(slots, 2, LookMilliseconds);
            if (ready > 0 && slots[0].Happened != 0)
                return;
            if (ready > 0 && (slots[1].Happened & PacketCalls.PollIn) != 0)
                _lines.ReadEdges(Follow);
            // The kernel drops edges when nobody reads them for long; the levels tell where it stands then.
            if (!_lines.TryGet(out ulong bits))
            {
                _isGone = true;
                return;
            }
            FollowAll(bits);
        }
    }

    /// <inheritdoc cref="WaitForEdges"/>
    private void Poll()
    {
        PollSlot slot = new() { File = (int)_end.Handle.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        var debouncer = new Debouncer(Quiet, _down);
        while (PacketCalls.Poll(&slot, 1, PollingMilliseconds) <= 0)
        {
            if (!_lines!.TryGet(out ulong bits))
            {
                _isGone = true;
                return;
            }
            if (debouncer.Look(bits, BootClock.Now) != 0)
                FollowAll(debouncer.Bits);
        }
    }

    private void Follow(uint line, bool isDown)
    {
        for (int i = 0; i < _wirings.Count; i++)
        {
            if (_wirings[i].Line == line)
                FollowAll(isDown ? _down | 1UL << i : _down & ~(1UL << i));
        }
    }

    private void FollowAll(ulong bits)
    {
        ulong changed = bits ^ _down;
        _down = bits;
        Tell(changed, wasDown: false);
    }

    private void Tell(ulong changed, bool wasDown)
    {
        for (int i = 0; i < _buttons.Count; i++)
        {
            if ((changed & 1UL << i) != 0)
                _changed(new ButtonChange(_buttons[i], (_down & 1UL << i) != 0, wasDown));
        }
    }
}
