using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace PiBootBox.Linux.Gpio;

/// <summary>
/// The kernel's GPIO character device, version 2 (linux/gpio.h; Linux 5.10). Its structs have one layout on every
/// architecture, and its request numbers hold their sizes.
/// </summary>
internal static unsafe class GpioCalls
{
    internal const nuint
        GPIO_GET_CHIPINFO = 0x8044B401,
        GPIO_V2_GET_LINEINFO = 0xC100B405,
        GPIO_V2_GET_LINE = 0xC250B407,
        GPIO_V2_LINE_GET_VALUES = 0xC010B40E,
        GPIO_V2_LINE_SET_VALUES = 0xC010B40F;

    internal const ulong
        USED = 1 << 0,
        ACTIVE_LOW = 1 << 1,
        INPUT = 1 << 2,
        OUTPUT = 1 << 3,
        EDGE_RISING = 1 << 4,
        EDGE_FALLING = 1 << 5,
        BIAS_PULL_UP = 1 << 8,
        BIAS_PULL_DOWN = 1 << 9,
        BIAS_DISABLED = 1 << 10;

    internal const uint ATTRIBUTE_FLAGS = 1, ATTRIBUTE_DEBOUNCE = 3;

    internal const uint RISING_EDGE = 1;

    /// <summary>A text in a field of fixed length, closed by a NUL or by the field's end.</summary>
    internal static string TextOf(byte* field, int length)
    {
        var bytes = new ReadOnlySpan<byte>(field, length);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

/// <summary>struct gpiochip_info</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChipInfo
{
    internal const int NameLength = 32;

    internal fixed byte Name[NameLength];
    internal fixed byte Label[NameLength];
    internal uint Lines;
}

/// <summary>struct gpio_v2_line_attribute, and what gpio_v2_line_config_attribute adds to it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineAttribute
{
    internal uint Id;
    private readonly uint _padding;
    /// <summary>Flags, or microseconds.</summary>
    internal ulong Value;
    /// <summary>The lines that it is for, by their place in the request.</summary>
    internal ulong Mask;
}

[InlineArray(Most)]
internal struct LineAttributes
{
    internal const int Most = 10;

    private LineAttribute _first;
}

/// <summary>struct gpio_v2_line_request</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineRequest
{
    internal const int MostLines = 64;

    internal fixed uint Offsets[MostLines];
    internal fixed byte Consumer[ChipInfo.NameLength];
    internal ulong Flags;
    internal uint AttributeCount;
    private fixed uint _padding[5];
    internal LineAttributes Attributes;
    internal uint LineCount;
    internal uint EventBufferSize;
    private fixed uint _paddingOfRequest[5];
    internal int File;
}

/// <summary>struct gpio_v2_line_info</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineInfo
{
    internal fixed byte Name[ChipInfo.NameLength];
    internal fixed byte Consumer[ChipInfo.NameLength];
    internal uint Offset;
    private readonly uint _attributeCount;
    internal ulong Flags;
    private fixed ulong _attributes[2 * LineAttributes.Most];
    private fixed uint _padding[4];
}

/// <summary>struct gpio_v2_line_values: bits by the lines' places in the request.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineValues
{
    internal ulong Bits;
    internal ulong Mask;
}

/// <summary>struct gpio_v2_line_event</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineEvent
{
    internal ulong Nanoseconds;
    internal uint Id;
    internal uint Offset;
    internal uint Sequence;
    internal uint SequenceOfLine;
    private fixed uint _padding[6];
}
