using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Tests.Panel.Display;

/// <summary>
/// A display as its chip's data sheet describes it: memory, pointers and registers behind an I2C address, and the glass
/// in front of them, mounted as on the modules that are sold. A command that the chip does not have fails the test.
/// </summary>
internal sealed class DisplayModel : IDisplayBus
{
    private readonly DisplayChip _chip;
    private readonly DisplaySize _glass;
    private readonly byte[,] _memory;
    private readonly List<byte> _command = [];
    private int _column, _page, _firstColumn, _lastColumn, _firstPage, _lastPage;
    private int _addressing, _rows, _rowOffset, _startRow, _rowWiring;
    private bool _columnsMirrored, _rowsMirrored, _hasHighVoltage, _isInverted, _isAllLit;

    public DisplayModel(DisplayChip chip, DisplaySize glass)
    {
        (_chip, _glass) = (chip, glass);
        _memory = new byte[8, chip == DisplayChip.Sh1106 ? 132 : 128];
        SwitchOn();
    }

    public byte Contrast { get; private set; }
    public bool IsOn { get; private set; }
    public int Writes { get; private set; }
    public int PictureBytes { get; private set; }

    /// <summary>How many of them had come when the glass was lit last.</summary>
    public int PictureBytesWhenLit { get; private set; }

    /// <summary>Set: nobody answers.</summary>
    public bool IsUnplugged { get; set; }

    /// <summary>The n-th write from now on breaks off half way, and every n-th after it; 0 for none.</summary>
    public int FailsEach { get; set; }

    /// <summary>By the number of the write: that one breaks off half way, and nobody answers later ones.</summary>
    public int FailsFrom { get; set; } = int.MaxValue;

    /// <summary>Fresh power: noise in the memory, registers as the data sheet says.</summary>
    public void SwitchOn()
    {
        var noise = new Random(1306);
        for (int page = 0; page < 8; page++)
        {
            for (int column = 0; column < _memory.GetLength(1); column++)
                _memory[page, column] = (byte)noise.Next(256);
        }
        _command.Clear();
        (_column, _page, _firstColumn, _lastColumn, _firstPage, _lastPage) = (0, 0, 0, 127, 0, 7);
        (_addressing, _rows, _rowOffset, _startRow, _rowWiring) = (2, 64, 0, 0, 0x12);
        _columnsMirrored = _rowsMirrored = _hasHighVoltage = _isInverted = _isAllLit = IsOn = false;
        Contrast = 0x7F;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Writes++;
        if (IsUnplugged || Writes > FailsFrom)
            throw new PanelFaultException("Nobody answers.");
        bool fails = Writes == FailsFrom || FailsEach > 0 && Writes % FailsEach == 0;
        Assert.InRange(bytes.Length, 2, 1100);
        bool isPicture = bytes[0] == 0x40;
        Assert.True(isPicture || bytes[0] == 0, $"Control byte 0x{bytes[0]:X2}");
        foreach (byte value in bytes[1..(fails ? bytes.Length / 2 : bytes.Length)])
        {
            if (isPicture)
                Store(value);
            else
                Command(value);
        }
        if (fails)
        {
            _command.Clear();
            throw new PanelFaultException("No acknowledgement.");
        }
    }

    public void Dispose()
    {
    }

    /// <summary>What a viewer sees.</summary>
    public Frame Glass()
    {
        var frame = new Frame(_glass);
        // Otherwise wired rows come out at other places.
        bool isRightlyWired = _rowWiring == (_glass.Height == 32 ? 0x02 : 0x12);
        if (!IsOn || !_hasHighVoltage || !isRightlyWired)
            return frame;
        int margin = (_memory.GetLength(1) - _glass.Width) / 2;
        for (int y = 0; y < Math.Min(_rows, _glass.Height); y++)
        {
            int row = ((_rowsMirrored ? y : _rows - 1 - y) + _startRow + _rowOffset) % 64;
            for (int x = 0; x < _glass.Width; x++)
                frame[x, y] = _isAllLit || (_memory[row / 8, margin + x] & 1 << row % 8) != 0 != _isInverted;
        }
        return frame;
    }

    private void Store(byte value)
    {
        PictureBytes++;
        int last = _memory.GetLength(1) - 1;
        // The mirror is between the pointer and the memory: what is there already stays.
        if (_column <= last)
            _memory[_page, _columnsMirrored ? _column : last - _column] = value;
        if (_addressing == 2)
        {
            _column = _chip == DisplayChip.Sh1106 ? Math.Min(_column + 1, last + 1) : (_column + 1) % 128;
        }
        else if (_addressing == 0)
        {
            _page = _column < _lastColumn ? _page : _page < _lastPage ? _page + 1 : _firstPage;
            _column = _column < _lastColumn ? _column + 1 : _firstColumn;
        }
        else
        {
            _column = _page < _lastPage ? _column : _column < _lastColumn ? _column + 1 : _firstColumn;
            _page = _page < _lastPage ? _page + 1 : _firstPage;
        }
    }

    private void Command(byte value)
    {
        _command.Add(value);
        if (_command.Count < LengthOf(_command[0]))
            return;
        Obey(_command[0], _command.Count > 1 ? _command[1] : 0, _command.Count > 2 ? _command[2] : 0);
        _command.Clear();
    }

    private static int LengthOf(byte command) => command switch
    {
        0x21 or 0x22 => 3,
        0x20 or 0x81 or 0x8D or 0xA8 or 0xAD or 0xD3 or 0xD5 or 0xD9 or 0xDA or 0xDB => 2,
        _ => 1,
    };

    private void Obey(byte command, int first, int second)
    {
        bool isSsd1306 = _chip == DisplayChip.Ssd1306;
        switch (command)
        {
            case <= 0x0F when _addressing == 2: _column = _column & 0xF0 | command; break;
            case <= 0x1F when _addressing == 2: _column = _column & 0x0F | (command & 0x0F) << 4; break;
            case 0x20 when isSsd1306: _addressing = first; break;
            case 0x21 when isSsd1306: (_column, _firstColumn, _lastColumn) = (first, first, second); break;
            case 0x22 when isSsd1306: (_page, _firstPage, _lastPage) = (first, first, second); break;
            case 0x2E when isSsd1306: break;
            case >= 0x40 and <= 0x7F: _startRow = command & 0x3F; break;
            case 0x81: Contrast = (byte)first; break;
            case 0x8D when isSsd1306: _hasHighVoltage = first == 0x14; break;
            case 0xAD when !isSsd1306: _hasHighVoltage = first == 0x8B; break;
            case 0xA0 or 0xA1: _columnsMirrored = command == 0xA1; break;
            case 0xA4 or 0xA5: _isAllLit = command == 0xA5; break;
            case 0xA6 or 0xA7: _isInverted = command == 0xA7; break;
            case 0xA8: _rows = first + 1; break;
            case 0xAE: IsOn = false; break;
            case 0xAF: (IsOn, PictureBytesWhenLit) = (true, PictureBytes); break;
            case >= 0xB0 and <= 0xB7 when _addressing == 2: _page = command & 7; break;
            case 0xC0 or 0xC8: _rowsMirrored = command == 0xC8; break;
            case 0xD3: _rowOffset = first; break;
            case 0xDA: _rowWiring = first; break;
            case 0xD5 or 0xD9 or 0xDB: break;
            default: Assert.Fail($"The {_chip} has no command 0x{command:X2} here."); break;
        }
    }
}
