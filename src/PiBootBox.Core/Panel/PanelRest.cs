namespace PiBootBox.Core.Panel;

/// <summary>
/// Spares the display: an OLED's pixels wear out with the time that they are lit. It dims, then sleeps, when nothing happens, and
/// all of the picture moves by a pixel now and then, so that no edge burns in.
/// </summary>
internal sealed class PanelRest
{
    public static readonly TimeSpan DimsAfter = TimeSpan.FromMinutes(2), SleepsAfter = TimeSpan.FromMinutes(15), ShiftsEvery = TimeSpan.FromMinutes(1);

    private TimeSpan _wokenAt;

    public void Wake(TimeSpan now) => _wokenAt = now > _wokenAt ? now : _wokenAt;

    /// <param name="mustStay">What is shown may not go dark.</param>
    public PanelLight Light(TimeSpan now, bool mustStay) =>
        now - _wokenAt < DimsAfter ? PanelLight.Bright
        : now - _wokenAt < SleepsAfter || mustStay ? PanelLight.Dim
        : PanelLight.Off;

    /// <summary>When <see cref="Light"/> or <see cref="Shift"/> changes by itself; null once it sleeps.</summary>
    public TimeSpan? Next(TimeSpan now, bool mustStay)
    {
        PanelLight light = Light(now, mustStay);
        if (light == PanelLight.Off)
            return null;
        var next = new Soonest();
        next.Or((now.Ticks / ShiftsEvery.Ticks + 1) * ShiftsEvery);
        if (light == PanelLight.Bright)
            next.Or(_wokenAt + DimsAfter);
        else if (!mustStay)
            next.Or(_wokenAt + SleepsAfter);
        return next.At;
    }

    public static (int X, int Y) Shift(TimeSpan now) => (now.Ticks / ShiftsEvery.Ticks % 4) switch
    {
        0 => (0, 0),
        1 => (1, 0),
        2 => (1, 1),
        _ => (0, 1),
    };
}
