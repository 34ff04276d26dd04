using System.Device.Gpio;
using Iot.Device.Button;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Gpio;

namespace PiBootBox.NamedPackages;

/// <summary>
/// Buttons over the bindings' GpioButton, with a thread that waits for its events.
/// </summary>
/// <remarks>
/// Its own debouncing is not used: it takes the first bounce of a press for the whole press and then hears nothing until the button
/// was let go, so that nobody could hold a bouncing button down. Here its events wake the thread, and a level counts when it has lasted. The
/// package asks no driver for the kernel's debouncing.
/// </remarks>
internal sealed class BindingButtons : IButtonLines
{
    /// <summary>Contacts of cheap push-buttons bounce for up to some 5 ms.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(10);

    /// <summary>How often a line is read that has not settled.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(5);

    /// <summary>How often it is looked whether the chip is there: the drivers end their own threads silently when it goes.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Polling = TimeSpan.FromMilliseconds(10);

    private readonly List<(PanelButton Button, LineWiring Wiring)> _lines = [];
    private readonly List<GpioButton> _buttons = [];
    private readonly Action<ButtonChange> _changed;
    private readonly Func<TimeSpan> _now;
    private readonly GpioController? _controller;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread? _thread;
    private readonly TimeSpan _rest = Look;
    private volatile bool _isGone, _ends;

    /// <param name="open">Called only when there are buttons.</param>
    public BindingButtons(
        IReadOnlyDictionary<PanelButton, LineWiring> wiring, Func<GpioController> open, Action<ButtonChange> changed, Func<TimeSpan> now)
    {
        (_changed, _now) = (changed, now);
        foreach ((PanelButton button, LineWiring line) in wiring)
            _lines.Add((button, line));
        if (_lines.Count == 0)
            return;
        _controller = open();
        try
        {
            foreach ((_, LineWiring line) in _lines)
            {
                if (!TryListen(_controller, line))
                    _rest = Polling;
            }
            var debouncer = new Debouncer(Quiet, Read());
            _thread = new Thread(() => Watch(debouncer)) { IsBackground = true, Name = "panel-buttons" };
            _thread.Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsGone => _isGone;

    public void Dispose()
    {
        _ends = true;
        _wake.Set();
        _thread?.Join();
        foreach (GpioButton button in _buttons)
            PackageFault.Ignored(button.Dispose);
        if (_controller is not null)
            PackageFault.Ignored(_controller.Dispose);
        _wake.Dispose();
    }

    /// <summary>
    /// For GpioButton the bias and the level of a press are one thing. The level is read below, so the bias decides, and where there is
    /// none it is told that a resistor is outside: the drivers have no "as it is" apart from "none".
    /// </summary>
    /// <returns>False when the line can only be read: expanders without an interrupt refuse its events.</returns>
    private bool TryListen(GpioController controller, LineWiring line)
    {
        bool hasBias = line.Bias is LineBias.PullUp or LineBias.PullDown;
        bool isPullUp = hasBias ? line.Bias == LineBias.PullUp : line.IsActiveLow;
        try
        {
            var button = new GpioButton(line.Line, isPullUp, hasExternalResistor: !hasBias, controller, shouldDispose: false);
            button.ButtonDown += (_, _) => _wake.Set();
            button.ButtonUp += (_, _) => _wake.Set();
            _buttons.Add(button);
            return true;
        }
        catch (Exception) when (controller.IsPinOpen(line.Line))
        {
            // Opened anew: the driver of libgpiod 2 keeps the refused events among what it asks for with each change of the line.
            controller.ClosePin(line.Line);
            controller.OpenPin(line.Line, !hasBias ? PinMode.Input : isPullUp ? PinMode.InputPullUp : PinMode.InputPullDown);
            return false;
        }
    }

    private void Watch(Debouncer debouncer)
    {
        ulong bits = debouncer.Bits;
        Tell(bits, bits, wasDown: true);
        while (true)
        {
            _wake.WaitOne(bits == debouncer.Bits ? _rest : Settling);
            if (_ends)
                return;
            try
            {
                bits = Read();
            }
            catch (Exception)
            {
                _isGone = true;
                return;
            }
            Tell(debouncer.Look(bits, _now()), debouncer.Bits, wasDown: false);
        }
    }

    private void Tell(ulong changed, ulong bits, bool wasDown)
    {
        for (int i = 0; i < _lines.Count; i++)
        {
            if ((changed & 1UL << i) != 0)
                _changed(new ButtonChange(_lines[i].Button, (bits & 1UL << i) != 0, wasDown));
        }
    }

    /// <summary>The buttons that are down, by their places in the wiring.</summary>
    private ulong Read()
    {
        ulong bits = 0;
        for (int i = 0; i < _lines.Count; i++)
        {
            LineWiring line = _lines[i].Wiring;
            if (_controller!.Read(line.Line) == PinValue.High != line.IsActiveLow)
                bits |= 1UL << i;
        }
        return bits;
    }
}
