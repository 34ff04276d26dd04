using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PiBootBox.Core.Images;

/// <summary>
/// The bytes of the file that keeps a <see cref="DriveMemory"/>: magic and version, then for each note its subject, path, length, time, seal and
/// content, then zeros up to a multiple of four, and the CRC-32C of all before it. Numbers are little-endian.
/// </summary>
public static class DriveMemoryFormat
{
    /// <summary>Bytes of the largest file: some 500 discs of 2,000 files.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Bytes around the notes, at most.</summary>
    internal const int Frame = 16;

    private const int ChecksumSize = 4;

    // With the version at its end: another one is read anew from the drive.
    private static ReadOnlySpan<byte> Magic => "PiBxDrv3"u8;

    /// <summary>Bytes of a note in the file, at most: its numbers, a path in UTF-8, and its content.</summary>
    internal static long SizeOf(in DriveMemory.Key key, byte[] note) => 48 + 3L * key.Path.Length + note.Length;

    public static byte[] Write(DriveMemory memory)
    {
        var bytes = new MemoryStream();
        using (var file = new BinaryWriter(bytes))
        {
            file.Write(Magic);
            foreach ((DriveMemory.Key key, byte[] note) in memory.Notes)
            {
                file.Write((byte)key.Subject);
                file.Write(key.Path);
                file.Write(key.Length);
                file.Write(key.Ticks);
                file.Write((ulong)(key.Sealed >> 64));
                file.Write((ulong)key.Sealed);
                file.Write7BitEncodedInt(note.Length);
                file.Write(note);
            }
            while (bytes.Length % ChecksumSize != 0)
                file.Write((byte)0);
            file.Write(Crc32C.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        }
        return bytes.ToArray();
    }

    /// <returns>False for bytes that are torn, or of another program or version: nothing of them counts.</returns>
    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out DriveMemory? memory)
    {
        memory = null;
        if (bytes.Length < Magic.Length + ChecksumSize || bytes.Length % ChecksumSize != 0 || !bytes.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumSize)) != Crc32C.Of(bytes.AsSpan(0, bytes.Length - ChecksumSize)))
            return false;
        var read = new DriveMemory();
        try
        {
            using var file = new BinaryReader(new MemoryStream(bytes, Magic.Length, bytes.Length - Magic.Length - ChecksumSize));
            while (file.Read() is > 0 and int subject)
            {
                var key = new DriveMemory.Key(
                    (DriveMemory.Subject)subject, file.ReadString(), file.ReadInt64(), file.ReadInt64(), new UInt128(file.ReadUInt64(), file.ReadUInt64()));
                byte[] note = file.ReadBytes(file.Read7BitEncodedInt());
                read.Restore(key, note);
            }
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            return false;
        }
        memory = read;
        return true;
    }
}
