using System.Runtime.InteropServices;
using System.Text;

namespace PiBootBox.Media.Iso9660;

/// <summary>
/// Walks the folders of one tree of a disc, in the order in which they lie on it: the drive reads forward,
/// and a folder that was seen is not entered again, so that a ring has an end.
/// </summary>
internal sealed class TreeWalk(IRandomAccess medium, Volume volume, NameSource names, SystemUse systemUse, MediumListing listing)
{
    private const int SectorSize = VolumeDescriptors.SectorSize;

    /// <summary>Extents of one file: 4 TB in xorriso's pieces of 4 GiB.</summary>
    private const int MostExtents = 1024;

    /// <summary>Bytes of one folder's records: 50,000 files with long names take 12 MB.</summary>
    private const int MostFolder = 16 * 1024 * 1024;

    private const string CutShort = "It lies behind the end of the image, which is cut short. Copy the image again.";
    private const string Damaged = "The disc's records of it are damaged. Copy the image again.";

    private readonly PriorityQueue<Folder, long> _waiting = new();
    private readonly HashSet<long> _seen = [];
    private readonly RockRidge _facts = new();
    private readonly byte[] _sector = new byte[SectorSize];

    /// <summary>The file that the next record goes on with.</summary>
    private OpenFile? _open;

    /// <param name="At">Bytes from the start of the medium.</param>
    private sealed record Folder(string Path, int Depth, long At, long Length);

    private sealed record OpenFile(string Path, DateTimeOffset Modified, byte[] Identifier, List<Extent> Extents)
    {
        public string? Problem { get; set; }
    }

    /// <exception cref="IOException">The drive fails.</exception>
    public void Walk()
    {
        Enter("", 0, volume.RootAt, volume.RootLength);
        while (!listing.IsFull && _waiting.TryDequeue(out Folder? folder, out _))
        {
            ReadFolder(folder);
            Close(Damaged);
        }
    }

    private void ReadFolder(Folder folder)
    {
        long end = folder.At + folder.Length;
        for (long at = folder.At; at < end && !listing.IsFull;)
        {
            // No record crosses its sector (ECMA-119 6.8.1.1).
            int wanted = (int)Math.Min(end - at, SectorSize - at % SectorSize);
            int read = medium.Read(at, _sector.AsSpan(0, wanted));
            ReadSector(folder, _sector.AsSpan(0, read));
            if (read < wanted)
            {
                listing.PassOver(folder.Path, CutShort);
                return;
            }
            at += wanted;
        }
    }

    private void ReadSector(Folder folder, ReadOnlySpan<byte> sector)
    {
        for (int at = 0; at < sector.Length && !listing.IsFull;)
        {
            int length = sector[at];
            if (length == 0)
            {
                // The rest of the block is empty; with small blocks the sector may go on.
                at = (at / volume.BlockSize + 1) * volume.BlockSize;
                continue;
            }
            ReadOnlySpan<byte> record = sector[at..Math.Min(at + length, sector.Length)];
            if (record.Length < length || !DirectoryRecord.IsWhole(record))
            {
                listing.PassOver(folder.Path, "A record of this folder is damaged: what follows it may be missing. Copy the image again.");
                return;
            }
            ReadRecord(folder, new DirectoryRecord(record));
            at += length;
        }
    }

    private void ReadRecord(Folder folder, DirectoryRecord record)
    {
        if (_open is { } open)
        {
            if (record.Identifier.SequenceEqual(open.Identifier))
            {
                AddExtent(open, record);
                if (!record.HasMoreExtents)
                    Close(null);
                return;
            }
            Close(Damaged);
        }
        if (record.IsDots || record.IsAssociated)
            return;

        _facts.Clear();
        if (names == NameSource.RockRidge)
            systemUse.Read(record.SystemUse, _facts);
        if (_facts.IsRelocated)
            return;
        if (listing.PathOf(folder.Path, _facts.Name ?? PlainName(record)) is not { } path)
            return;
        if (_facts.IsDamaged)
            listing.PassOver(path, Damaged);
        else if (_facts.ChildAt is { } block)
            EnterRelocated(path, folder.Depth, block);
        else if (record.IsFolder)
            EnterFolder(path, folder.Depth, record.Block + (long)record.AttributeBlocks, record.Length);
        else if (_facts.Target is { } target)
            listing.AddLink(path, target);
        else if (_facts.IsSpecial)
            listing.PassOver(path, "A device, pipe or socket, not a file.");
        else if (_facts.IsCompressed)
            listing.PassOver(path, "This file is compressed on the disc (zisofs), and would be served as such. Make the image without compression.");
        else if (_facts.IsSparse)
            listing.PassOver(path, "This file is stored with holes on the disc, and cannot be served. Make the image anew.");
        else
            Open(path, _facts.Modified ?? record.Recorded, record);
    }

    private void Open(string path, DateTimeOffset modified, DirectoryRecord record)
    {
        _open = new OpenFile(path, modified, record.HasMoreExtents ? record.Identifier.ToArray() : [], new List<Extent>(1));
        AddExtent(_open, record);
        if (!record.HasMoreExtents)
            Close(null);
    }

    private void AddExtent(OpenFile file, DirectoryRecord record)
    {
        long at = (record.Block + (long)record.AttributeBlocks) * volume.BlockSize;
        if (record.IsInterleaved)
            file.Problem = "This file is interleaved with another on the disc, and cannot be served. Copy it to the drive.";
        else if (file.Extents.Count == MostExtents)
            file.Problem = "This file lies in more pieces than any usual disc's.";
        else if (record.Length > 0 && (at > medium.Length || record.Length > medium.Length - at))
            file.Problem ??= CutShort;
        else if (record.Length > 0)
            file.Extents.Add(new Extent(at, record.Length));
    }

    /// <param name="problem">Why the open file ends here, where it should not.</param>
    private void Close(string? problem)
    {
        if (_open is not { } file)
            return;
        _open = null;
        if ((problem ?? file.Problem) is { } reason)
            listing.PassOver(file.Path, reason);
        else
            listing.AddFile(file.Path, file.Modified, CollectionsMarshal.AsSpan(file.Extents));
    }

    /// <summary>The place of a relocated folder is a file's record, and has not its length: its own first record has.</summary>
    private void EnterRelocated(string path, int depth, uint block)
    {
        Span<byte> head = stackalloc byte[DirectoryRecord.Shortest];
        if (!medium.TryReadExactly((long)block * volume.BlockSize, head)
            || new DirectoryRecord(head) is not { IsDots: true, Length: var length })
        {
            listing.PassOver(path, Damaged);
            return;
        }
        EnterFolder(path, depth, block, length);
    }

    private void EnterFolder(string path, int depth, long block, uint length)
    {
        if (listing.TryAddFolder(path, depth))
            Enter(path, depth + 1, block, length);
    }

    private void Enter(string path, int depth, long block, uint length)
    {
        long at = block * volume.BlockSize;
        if (at >= medium.Length && length > 0)
            listing.PassOver(path, CutShort);
        else if (length > MostFolder)
            listing.PassOver(path, Damaged);
        else if (!_seen.Add(at))
            listing.PassOver(path, "The disc names this folder's records twice: a ring, or damage. They are listed once.");
        else if (listing.TrySpend(length))
            _waiting.Enqueue(new Folder(path, depth, at, length), at);
    }

    private string PlainName(DirectoryRecord record)
    {
        string name = (names == NameSource.Joliet ? Encoding.BigEndianUnicode : Encoding.UTF8).GetString(record.Identifier);
        int version = name.LastIndexOf(';');
        if (version >= 0 && !record.IsFolder && name.AsSpan(version + 1).IndexOfAnyExceptInRange('0', '9') < 0)
            name = name[..version];
        // "KERNEL." has no extension, and the point only on a disc.
        return names != NameSource.Joliet && name.EndsWith('.') ? name[..^1] : name;
    }
}

internal enum NameSource
{
    Plain,
    Joliet,
    RockRidge,
}
