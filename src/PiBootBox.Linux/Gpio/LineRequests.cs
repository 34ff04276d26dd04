using PiBootBox.Core.Panel;
using static PiBootBox.Linux.Gpio.GpioCalls;

namespace PiBootBox.Linux.Gpio;

/// <summary>Writes down for the kernel which lines are wanted, and how.</summary>
internal static unsafe class LineRequests
{
    /// <param name="lines">1 to 64, in the order of their bits.</param>
    /// <param name="flags">Of all of them; those of each one's wiring come on top.</param>
    /// <param name="debounce">Zero for none.</param>
    public static LineRequest Of(IReadOnlyList<LineWiring> lines, ulong flags, TimeSpan debounce)
    {
        LineRequest request = new() { LineCount = (uint)lines.Count, Flags = flags | FlagsOf(lines[0]) };
        "pibootbox"u8.CopyTo(new Span<byte>(request.Consumer, ChipInfo.NameLength));
        for (int i = 0; i < lines.Count; i++)
        {
            request.Offsets[i] = (uint)lines[i].Line;
            Set(ref request, ATTRIBUTE_FLAGS, flags | FlagsOf(lines[i]), 1UL << i);
        }
        if (debounce > TimeSpan.Zero)
            Set(ref request, ATTRIBUTE_DEBOUNCE, (ulong)debounce.TotalMicroseconds, ulong.MaxValue >> LineRequest.MostLines - lines.Count);
        return request;
    }

    /// <summary>Lines with the same value share an attribute: there is room for ten, and wirings differ in eight ways.</summary>
    private static void Set(ref LineRequest request, uint id, ulong value, ulong mask)
    {
        if (id == ATTRIBUTE_FLAGS && value == request.Flags)
            return;
        for (int i = 0; i < request.AttributeCount; i++)
        {
            if (request.Attributes[i].Id == id && request.Attributes[i].Value == value)
            {
                request.Attributes[i].Mask |= mask;
                return;
            }
        }
        request.Attributes[(int)request.AttributeCount++] = new LineAttribute { Id = id, Value = value, Mask = mask };
    }

    private static ulong FlagsOf(LineWiring wiring) => (wiring.IsActiveLow ? ACTIVE_LOW : 0) | wiring.Bias switch
    {
        LineBias.PullUp => BIAS_PULL_UP,
        LineBias.PullDown => BIAS_PULL_DOWN,
        LineBias.Disabled => BIAS_DISABLED,
        _ => 0,
    };
}
