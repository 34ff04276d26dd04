using System.Runtime.InteropServices;
using PiBootBox.Core.Panel;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Gpio.GpioCalls;

namespace PiBootBox.Linux.Gpio;

/// <summary>LEDs at lines of one chip. Any thread may use it, one at a time.</summary>
internal sealed class GpioLeds : ILedLines
{
    private readonly List<Leds> _leds = [];
    private readonly LineSet? _lines;
    private readonly string _chip = "";

    /// <exception cref="PanelFaultException">They are not there, in use, or refused.</exception>
    public GpioLeds(PanelWiring wiring)
    {
        var lines = new List<LineWiring>();
        foreach ((Leds led, LineWiring line) in wiring.Leds)
        {
            _leds.Add(led);
            lines.Add(line);
        }
        if (lines.Count == 0)
            return;
        using GpioChip chip = GpioChip.Find(wiring.ChipLabels);
        LineRequest request = LineRequests.Of(lines, OUTPUT, TimeSpan.Zero);
        _lines = chip.TryTake(ref request, out int error) ?? throw chip.Explain(error, ref request);
        _chip = chip.Label;
    }

    /// <inheritdoc/>
    public void Light(Leds lit)
    {
        ulong bits = 0;
        for (int i = 0; i < _leds.Count; i++)
        {
            if ((lit & _leds[i]) != 0)
                bits |= 1UL << i;
        }
        if (_lines?.Set(bits) is { } error and not 0)
            throw new PanelFaultException(error == ENODEV
                ? $"{_chip} with the LEDs was unplugged."
                : $"{_chip} does not set the LEDs: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>They go out: lines keep what was set last on some boards.</summary>
    public void Dispose()
    {
        _lines?.Set(0);
        _lines?.Dispose();
    }
}
