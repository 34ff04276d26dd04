using System.Device.Gpio;
using PiBootBox.Core.Panel;

namespace PiBootBox.NamedPackages;

/// <summary>
/// LEDs at lines of a GpioController. Any thread may use it, one at a time. It opens outputs without a bias, and the
/// driver of libgpiod 2 opens them low: an LED that is lit by low flashes once.
/// </summary>
internal sealed class ControllerLeds : ILedLines
{
    private readonly List<(Leds Led, LineWiring Wiring)> _lines = [];
    private readonly GpioController? _controller;
    private Leds _lit;

    /// <param name="open">Called only when there are LEDs.</param>
    public ControllerLeds(IReadOnlyDictionary<Leds, LineWiring> wiring, Func<GpioController> open)
    {
        foreach ((Leds led, LineWiring line) in wiring)
            _lines.Add((led, line));
        if (_lines.Count == 0)
            return;
        _controller = open();
        try
        {
            foreach ((_, LineWiring line) in _lines)
                _controller.OpenPin(line.Line, PinMode.Output, Level(line, isLit: false));
        }
        catch
        {
            PackageFault.Ignored(_controller.Dispose);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Light(Leds lit)
    {
        if (_controller is null)
            return;
        try
        {
            Write(_controller, lit);
            // The driver of libgpiod 1 writes to a chip that is gone and says nothing; reading tells.
            _controller.Read(_lines[0].Wiring.Line);
        }
        catch (Exception fault)
        {
            throw new PanelFaultException($"The LEDs cannot be set: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
        _lit = lit;
    }

    /// <summary>They go out: lines keep what was set last on some boards.</summary>
    public void Dispose()
    {
        if (_controller is null)
            return;
        PackageFault.Ignored(() => Write(_controller, Leds.None));
        PackageFault.Ignored(_controller.Dispose);
    }

    private void Write(GpioController controller, Leds lit)
    {
        foreach ((Leds led, LineWiring line) in _lines)
        {
            if (((lit ^ _lit) & led) != 0)
                controller.Write(line.Line, Level(line, (lit & led) != 0));
        }
    }

    private static PinValue Level(LineWiring line, bool isLit) => isLit != line.IsActiveLow ? PinValue.High : PinValue.Low;
}
