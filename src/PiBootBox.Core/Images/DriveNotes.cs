using System.Diagnostics.CodeAnalysis;
using System.Text;
using PiBootBox.Media;

namespace PiBootBox.Core.Images;

/// <summary>The bytes of what is remembered of one file. Paths of a disc share their beginnings with those before them, which makes a list of them a fifth as long.</summary>
public static class DriveNotes
{
    public static byte[] OfDisc(Medium? medium)
    {
        var bytes = new MemoryStream();
        using (var note = new BinaryWriter(bytes))
        {
            if (medium is not null)
                Write(note, medium);
        }
        return bytes.ToArray();
    }

    public static bool TryReadDisc(byte[] note, out Medium? medium)
    {
        medium = null;
        return note.Length == 0 || TryRead(note, ReadMedium, out medium);
    }

    public static byte[] OfFacts(FileFacts facts)
    {
        var bytes = new MemoryStream();
        using (var note = new BinaryWriter(bytes))
        {
            note.Write((byte)((facts.Linux is null ? 0 : 1) | (facts.Pe is null ? 0 : 2) | (facts.IsArm64Kernel ? 4 : 0)));
            note.Write((byte)facts.Initrd);
            note.Write((byte)facts.Signer);
            if (facts.Linux is { } linux)
            {
                note.Write(linux.Protocol);
                note.Write(linux.Version);
                note.Write(linux.IsRelocatable);
                note.Write(linux.LoadsHigh);
                note.Write(linux.CommandLineMost);
                note.Write((ushort)linux.EntryPoints);
            }
            if (facts.Pe is { } pe)
            {
                note.Write((ushort)pe.Machine);
                note.Write(pe.Subsystem);
                note.Write(pe.CertificatesAt);
                note.Write(pe.CertificatesLength);
            }
        }
        return bytes.ToArray();
    }

    public static bool TryReadFacts(byte[] note, [NotNullWhen(true)] out FileFacts? facts) => TryRead(note, ReadFacts, out facts);

    private static FileFacts ReadFacts(BinaryReader note)
    {
        byte parts = note.ReadByte();
        var initrd = (InitrdFormat)note.ReadByte();
        var signer = (Signer)note.ReadByte();
        LinuxKernelHeader? linux = (parts & 1) == 0 ? null : new LinuxKernelHeader(
            note.ReadUInt16(), note.ReadString(), note.ReadBoolean(), note.ReadBoolean(), note.ReadInt32(), (LinuxEntryPoints)note.ReadUInt16());
        PeHeader? pe = (parts & 2) == 0 ? null : new PeHeader(
            (PeMachine)note.ReadUInt16(), note.ReadUInt16(), note.ReadUInt32(), note.ReadUInt32());
        return new FileFacts(linux, pe, (parts & 4) != 0, initrd) { Signer = signer };
    }

    private static void Write(BinaryWriter note, Medium medium)
    {
        note.Write((byte)medium.Format);
        note.Write(medium.Label);
        note.Write7BitEncodedInt(medium.Remarks.Count);
        foreach (MediumRemark remark in medium.Remarks)
        {
            note.Write(remark.Path);
            note.Write(remark.Reason);
        }
        note.Write7BitEncodedInt(medium.Files.Count);
        string before = "";
        foreach (MediumFile file in medium.Files)
        {
            int shared = before.AsSpan().CommonPrefixLength(file.Path);
            note.Write7BitEncodedInt(shared);
            note.Write(file.Path[shared..]);
            note.Write7BitEncodedInt64(file.Length);
            note.Write7BitEncodedInt64(file.Modified.UtcTicks);
            note.Write7BitEncodedInt(file.Extents.Length);
            foreach (Extent extent in file.Extents)
            {
                note.Write7BitEncodedInt64(extent.Offset);
                note.Write7BitEncodedInt64(extent.Length);
            }
            before = file.Path;
        }
    }

    private static Medium ReadMedium(BinaryReader note)
    {
        var format = (MediumFormat)note.ReadByte();
        string label = note.ReadString();
        var remarks = new List<MediumRemark>();
        for (int left = note.Read7BitEncodedInt(); left > 0; left--)
            remarks.Add(new MediumRemark(note.ReadString(), note.ReadString()));
        var files = new List<MediumFile>();
        string path = "";
        for (int left = note.Read7BitEncodedInt(); left > 0; left--)
        {
            path = string.Concat(path.AsSpan(0, note.Read7BitEncodedInt()), note.ReadString());
            long length = note.Read7BitEncodedInt64();
            var modified = new DateTimeOffset(note.Read7BitEncodedInt64(), TimeSpan.Zero);
            var extents = new List<Extent>();
            for (int more = note.Read7BitEncodedInt(); more > 0; more--)
                extents.Add(new Extent(note.Read7BitEncodedInt64(), note.Read7BitEncodedInt64()));
            files.Add(new MediumFile(path, length, modified, [.. extents]));
        }
        return new Medium(format, label, files, remarks);
    }

    /// <summary>A note of another version, or one that the card has spoilt, is as good as none.</summary>
    private static bool TryRead<T>(byte[] note, Func<BinaryReader, T> read, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(note), Encoding.UTF8);
            value = read(reader);
            return true;
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}
