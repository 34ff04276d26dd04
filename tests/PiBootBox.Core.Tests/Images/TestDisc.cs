using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Core.Tests.Images;

/// <summary>
/// Writes a small ISO 9660 image (ECMA-119), with names as they are instead of eight capitals: every reader takes them so. Each folder fits
/// one sector. The readers' own tests have real discs.
/// </summary>
internal sealed class TestDisc(string label)
{
    private const int Sector = 2048, PrimaryAt = 16, BootRecordAt = 17, CatalogueAt = 19, FirstFree = 20;

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<byte> _platforms = [];

    public TestDisc With(string path, byte[]? content = null)
    {
        _files[path] = content ?? [1, 2, 3];
        return this;
    }

    public TestDisc With(string path, string text) => With(path, Encoding.ASCII.GetBytes(text));

    /// <summary>An entry of the boot catalogue (El Torito 2.0) without emulation.</summary>
    /// <param name="platform">0 BIOS, 0xEF EFI.</param>
    public TestDisc Bootable(byte platform)
    {
        _platforms.Add(platform);
        return this;
    }

    public byte[] Image()
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal) { "" };
        foreach (string path in _files.Keys)
        {
            for (string folder = Parent(path); folder.Length > 0; folder = Parent(folder))
                folders.Add(folder);
        }
        var places = new Dictionary<string, (int At, int Length, bool IsFolder)>();
        int next = FirstFree;
        foreach (string folder in folders)
            places[folder] = (next++, Sector, true);
        foreach ((string path, byte[] content) in _files)
        {
            places[path] = (next, content.Length, false);
            next += (content.Length + Sector - 1) / Sector;
        }

        var image = new byte[next * Sector];
        WriteDescriptors(image, places[""].At);
        foreach (string folder in folders)
            WriteFolder(image.AsSpan(places[folder].At * Sector, Sector), folder, places);
        foreach ((string path, byte[] content) in _files)
            content.CopyTo(image, places[path].At * Sector);
        return image;
    }

    private void WriteDescriptors(byte[] image, int root)
    {
        Span<byte> primary = image.AsSpan(PrimaryAt * Sector, Sector);
        Descriptor(primary, 1);
        primary.Slice(8, 64).Fill((byte)' ');
        Encoding.ASCII.GetBytes(label).CopyTo(primary[40..]);
        BinaryPrimitives.WriteUInt16LittleEndian(primary[128..], Sector);
        Record(primary[156..], "\0", root, Sector, isFolder: true);
        int terminator = BootRecordAt;
        if (_platforms.Count > 0)
        {
            Span<byte> boot = image.AsSpan(BootRecordAt * Sector, Sector);
            Descriptor(boot, 0);
            "EL TORITO SPECIFICATION"u8.CopyTo(boot[7..]);
            BinaryPrimitives.WriteInt32LittleEndian(boot[71..], CatalogueAt);
            WriteCatalogue(image.AsSpan(CatalogueAt * Sector, Sector));
            terminator++;
        }
        Descriptor(image.AsSpan(terminator * Sector, Sector), 255);
    }

    private static void Descriptor(Span<byte> sector, byte type)
    {
        sector[0] = type;
        "CD001\x01"u8.CopyTo(sector[1..]);
    }

    private void WriteCatalogue(Span<byte> catalogue)
    {
        catalogue[0] = 1;
        catalogue[1] = _platforms[0];
        (catalogue[30], catalogue[31]) = (0x55, 0xAA);
        ushort sum = 0;
        for (int i = 0; i < 32; i += 2)
            sum += BinaryPrimitives.ReadUInt16LittleEndian(catalogue[i..]);
        BinaryPrimitives.WriteUInt16LittleEndian(catalogue[28..], (ushort)-sum);
        Entry(catalogue[32..]);
        for (int i = 1; i < _platforms.Count; i++)
        {
            Span<byte> header = catalogue[(64 * i)..];
            header[0] = (byte)(i == _platforms.Count - 1 ? 0x91 : 0x90);
            header[1] = _platforms[i];
            header[2] = 1;
            Entry(header[32..]);
        }

        static void Entry(Span<byte> entry)
        {
            entry[0] = 0x88;
            entry[6] = 4;
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], FirstFree);
        }
    }

    private static void WriteFolder(Span<byte> sector, string folder, Dictionary<string, (int At, int Length, bool IsFolder)> places)
    {
        int at = Record(sector, "\0", places[folder].At, Sector, isFolder: true);
        at += Record(sector[at..], "\x01", places[Parent(folder)].At, Sector, isFolder: true);
        foreach ((string path, (int file, int length, bool isFolder)) in places.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (path.Length > 0 && Parent(path) == folder)
                at += Record(sector[at..], path[(path.LastIndexOf('/') + 1)..], file, length, isFolder);
        }
    }

    private static int Record(Span<byte> record, string name, int at, int length, bool isFolder)
    {
        int size = 33 + name.Length + (1 - name.Length % 2);
        record[0] = (byte)size;
        BinaryPrimitives.WriteInt32LittleEndian(record[2..], at);
        BinaryPrimitives.WriteInt32LittleEndian(record[10..], length);
        // 2 January 2026.
        new byte[] { 126, 1, 2, 3, 4, 5, 0 }.CopyTo(record[18..]);
        record[25] = (byte)(isFolder ? 2 : 0);
        record[32] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name).CopyTo(record[33..]);
        return size;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
