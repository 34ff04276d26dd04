using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Iso9660;

/// <summary>
/// What the system use fields of one record say in the words of Rock Ridge (IEEE P1282, RRIP 1.12). Used again
/// for each record; an entry that does not hold what its length promises marks the record as damaged.
/// </summary>
internal sealed class RockRidge
{
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, FolderType = 0x4000, LinkType = 0xA000;

    private readonly byte[] _name = new byte[FileName.Most];
    private readonly byte[] _target = new byte[MediumListing.MostPath];
    private int _nameLength, _targetLength;
    private bool _targetGoesOn;

    /// <summary>Null when the record has no name of its own: then its plain one counts.</summary>
    public string? Name => _nameLength == 0 ? null : Encoding.UTF8.GetString(_name, 0, _nameLength);

    /// <summary>A symbolic link's target; null when the record is none.</summary>
    public string? Target => IsLink ? Encoding.UTF8.GetString(_target, 0, _targetLength) : null;

    /// <summary>PX was there: what a disc without Rock Ridge does not have.</summary>
    public bool HasMode { get; private set; }

    /// <summary>PX names no file, folder or link, but a device, a pipe or a socket.</summary>
    public bool IsSpecial { get; private set; }

    public bool IsLink { get; private set; }

    public DateTimeOffset? Modified { get; private set; }

    /// <summary>CL: this is a folder, whose records lie at that block because it would be too deep here.</summary>
    public uint? ChildAt { get; private set; }

    /// <summary>RE: a folder that belongs elsewhere, where CL points to it.</summary>
    public bool IsRelocated { get; private set; }

    public bool IsCompressed { get; private set; }

    public bool IsSparse { get; private set; }

    public bool IsDamaged { get; set; }

    public void Clear()
    {
        _nameLength = _targetLength = 0;
        _targetGoesOn = HasMode = IsSpecial = IsLink = IsRelocated = IsCompressed = IsSparse = IsDamaged = false;
        Modified = null;
        ChildAt = null;
    }

    /// <param name="entry">Of at least 4 bytes: signature, length, version, and the rest.</param>
    public void Add(ReadOnlySpan<byte> entry)
    {
        switch (entry[..2])
        {
            case [(byte)'P', (byte)'X'] when entry.Length >= 8:
                int type = BinaryPrimitives.ReadInt32LittleEndian(entry[4..]) & FileTypeMask;
                HasMode = true;
                IsLink |= type == LinkType;
                IsSpecial = type is not (RegularFile or FolderType or LinkType);
                break;
            case [(byte)'N', (byte)'M'] when entry.Length >= 5:
                // Flags 2 and 4 name the folder itself and the one above it; neither is a name.
                if ((entry[4] & 6) == 0)
                    Append(_name, ref _nameLength, entry[5..]);
                break;
            case [(byte)'S', (byte)'L'] when entry.Length >= 5:
                IsLink = true;
                AddTarget(entry[5..]);
                break;
            case [(byte)'T', (byte)'F'] when entry.Length >= 5:
                AddTimes(entry);
                break;
            case [(byte)'C', (byte)'L'] when entry.Length >= 8:
                ChildAt = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
                break;
            case [(byte)'R', (byte)'E']:
                IsRelocated = true;
                break;
            case [(byte)'Z', (byte)'F']:
                IsCompressed = true;
                break;
            case [(byte)'S', (byte)'F']:
                IsSparse = true;
                break;
            case [(byte)'P', (byte)'X'] or [(byte)'N', (byte)'M'] or [(byte)'S', (byte)'L'] or [(byte)'T', (byte)'F'] or [(byte)'C', (byte)'L']:
                IsDamaged = true;
                break;
        }
    }

    /// <summary>Components of a path, each with flags and a length (RRIP 4.1.3.1).</summary>
    private void AddTarget(ReadOnlySpan<byte> components)
    {
        const int GoesOn = 1, Here = 2, Above = 4, Root = 8;
        while (components.Length >= 2)
        {
            int flags = components[0], length = components[1];
            if (length > components.Length - 2)
                break;
            if (!_targetGoesOn && _targetLength > 0 && _target[_targetLength - 1] != '/')
                Append(_target, ref _targetLength, "/"u8);
            Append(_target, ref _targetLength,
                (flags & Here) != 0 ? "."u8
                : (flags & Above) != 0 ? ".."u8
                : (flags & Root) != 0 ? "/"u8
                : components.Slice(2, length));
            _targetGoesOn = (flags & GoesOn) != 0;
            components = components[(2 + length)..];
        }
        IsDamaged |= !components.IsEmpty;
    }

    /// <summary>Times follow one another in the order of their flags: created, modified, and more (RRIP 4.1.6).</summary>
    private void AddTimes(ReadOnlySpan<byte> entry)
    {
        const int Created = 1, WasModified = 2, LongForm = 0x80;
        int flags = entry[4];
        if ((flags & WasModified) == 0)
            return;
        int length = (flags & LongForm) != 0 ? IsoTime.LongLength : IsoTime.ShortLength;
        int at = 5 + ((flags & Created) != 0 ? length : 0);
        if (entry.Length < at + length)
            IsDamaged = true;
        else
            Modified = length == IsoTime.LongLength ? IsoTime.ReadLong(entry.Slice(at, length)) : IsoTime.ReadShort(entry.Slice(at, length));
    }

    private void Append(byte[] text, ref int length, ReadOnlySpan<byte> more)
    {
        if (more.Length > text.Length - length)
        {
            IsDamaged = true;
            return;
        }
        more.CopyTo(text.AsSpan(length));
        length += more.Length;
    }
}
