namespace PiBootBox.Core.Panel.Display;

/// <summary>
/// What the displays' chips are told (the data sheets of Solomon Systech's SSD1306 and Sino Wealth's SH1106). Both are
/// addressed by pages, the one way that both know.
/// </summary>
internal static class DisplayCommands
{
    /// <summary>The first byte of a transfer: what follows is commands, or the picture.</summary>
    public const byte Commands = 0x00, Picture = 0x40;

    // An SH1106 has memory for 132 columns, and displays are wired to those in the middle.
    private const int ColumnsBeforeSh1106 = 2;

    /// <summary>Sets a chip up that was just switched on, or that runs; the picture comes on when it is complete.</summary>
    public static byte[] SetUp(DisplayWiring wiring)
    {
        bool isFlat = wiring.Size.Height == 32;
        var commands = new List<byte>
        {
            Commands,
            0xD5, 0x80, // Clock: as after a reset.
            0xA8, (byte)(wiring.Size.Height - 1), // Rows.
            0xD3, 0x00, // No row offset,
            0x40, // and the picture begins at the first row.
            // Columns from the left and rows from the top, as displays are mounted; or both the other way.
            (byte)(wiring.IsTurned ? 0xA0 : 0xA1),
            (byte)(wiring.IsTurned ? 0xC0 : 0xC8),
            0xDA, (byte)(isFlat ? 0x02 : 0x12), // How the rows are wired: in turn, or by halves.
            0xD9, 0xF1, // Short discharge, long precharge: for the chip's own high voltage.
            0xDB, 0x40, // The level of rows that are off.
            0xA4, // What is in the memory,
            0xA6, // lit where it is 1.
        };
        commands.AddRange(wiring.Chip == DisplayChip.Sh1106
            // The chip makes the display's high voltage itself.
            ? [0xAD, 0x8B]
            : [0x8D, 0x14,
                0x20, 0x02, // By pages.
                0x2E]); // No scrolling by itself.
        return [.. commands];
    }

    /// <summary>The bytes of one page follow, from the left.</summary>
    public static byte[] GoTo(DisplayChip chip, int page)
    {
        int column = chip == DisplayChip.Sh1106 ? ColumnsBeforeSh1106 : 0;
        return [Commands, (byte)(0xB0 | page), (byte)(column & 0x0F), (byte)(0x10 | column >> 4)];
    }

    /// <param name="contrast">0 switches it off.</param>
    public static byte[] Shine(byte contrast) => contrast == 0 ? [Commands, 0xAE] : [Commands, 0x81, contrast, 0xAF];
}
