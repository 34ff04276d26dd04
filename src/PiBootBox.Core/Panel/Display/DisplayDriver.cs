using static PiBootBox.Core.Panel.Display.DisplayCommands;

namespace PiBootBox.Core.Panel.Display;

/// <summary>
/// Brings frames into one display's memory: only the pages that differ from what is there. A full picture takes 24 ms of
/// a bus at 400 kHz and 95 ms at 100 kHz. One thread uses it.
/// </summary>
public sealed class DisplayDriver(DisplayWiring wiring)
{
    // A long cable loses an acknowledgement now and then, and a page sent twice does no harm.
    private const int Tries = 2;

    private readonly Frame _shown = new(wiring.Size);
    private readonly byte[] _page = new byte[1 + wiring.Size.Width];
    private readonly bool[] _isKnown = new bool[wiring.Size.Height / 8];
    private bool _isSetUp;
    private byte? _contrast;

    /// <summary>Takes nothing as known any more: the next frame sets the display up and sends everything.</summary>
    public void Forget()
    {
        _isSetUp = false;
        _contrast = null;
        Array.Clear(_isKnown);
    }

    /// <param name="frame">Of the display's size.</param>
    /// <param name="brightness">255 is the contrast of the settings, 0 is dark.</param>
    /// <exception cref="PanelFaultException">The display does not answer. What it shows is unknown: <see cref="Forget"/>.</exception>
    public void Show(IDisplayBus bus, Frame frame, byte brightness)
    {
        if (!_isSetUp)
            Send(bus, SetUp(wiring), []);
        _isSetUp = true;
        for (int page = 0; page < _isKnown.Length; page++)
        {
            if (_isKnown[page] && frame.Page(page).SequenceEqual(_shown.Page(page)))
                continue;
            frame.Page(page).CopyTo(_shown.Page(page));
            _page[0] = Picture;
            frame.Page(page).CopyTo(_page.AsSpan(1));
            Send(bus, GoTo(wiring.Chip, page), _page);
            _isKnown[page] = true;
        }
        byte contrast = ContrastOf(brightness);
        if (contrast != _contrast)
            Send(bus, Shine(contrast), []);
        _contrast = contrast;
    }

    /// <summary>Lit at all stays lit, however little.</summary>
    private byte ContrastOf(byte brightness) => brightness == 0 ? (byte)0 : (byte)Math.Max(1, wiring.Contrast * brightness / byte.MaxValue);

    private static void Send(IDisplayBus bus, ReadOnlySpan<byte> commands, ReadOnlySpan<byte> picture)
    {
        for (int left = Tries; ;)
        {
            try
            {
                bus.Write(commands);
                if (picture.Length > 0)
                    bus.Write(picture);
                return;
            }
            catch (PanelFaultException) when (--left > 0)
            {
            }
        }
    }
}
