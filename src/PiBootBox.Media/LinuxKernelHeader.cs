using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media;

/// <summary>
/// The setup header of an x86 Linux kernel (Documentation/arch/x86/boot.rst): what a PC BIOS loader
/// needs. A kernel with an EFI stub is a PE file as well; memtest86+ wears both headers too.
/// </summary>
/// <param name="Protocol">Boot protocol, major in the high byte: 0x020F is 2.15.</param>
/// <param name="Version">The kernel's own words, such as "6.1.0-37-amd64 (debian-kernel@...)"; empty when it has none.</param>
/// <param name="IsRelocatable">Protocol 2.05 and later.</param>
/// <param name="LoadsHigh">A bzImage; the zImage of old loads below 1 MiB.</param>
/// <param name="CommandLineMost">Bytes of a command line, without the terminator.</param>
public readonly record struct LinuxKernelHeader(
    ushort Protocol, string Version, bool IsRelocatable, bool LoadsHigh, int CommandLineMost, LinuxEntryPoints EntryPoints)
{
    private const int HeaderEnd = 0x268;
    private const int MostVersion = 128;

    /// <returns>False where there is no setup header of protocol 2.00 or later.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess source, out LinuxKernelHeader header)
    {
        header = default;
        Span<byte> head = stackalloc byte[HeaderEnd];
        if (!source.TryReadExactly(0, head)
            || BinaryPrimitives.ReadUInt16LittleEndian(head[0x1FE..]) != 0xAA55
            || !head.Slice(0x202, 4).SequenceEqual("HdrS"u8))
        {
            return false;
        }

        ushort protocol = BinaryPrimitives.ReadUInt16LittleEndian(head[0x206..]);
        if (protocol < 0x0200)
            return false;

        int versionAt = BinaryPrimitives.ReadUInt16LittleEndian(head[0x20E..]);
        header = new LinuxKernelHeader(
            protocol,
            versionAt == 0 ? "" : ReadVersion(source, versionAt + 0x200),
            protocol >= 0x0205 && head[0x234] != 0,
            (head[0x211] & 1) != 0,
            protocol >= 0x0206
                ? (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(head[0x238..]), 64 * 1024)
                : 255,
            protocol >= 0x020C
                ? (LinuxEntryPoints)BinaryPrimitives.ReadUInt16LittleEndian(head[0x236..])
                : LinuxEntryPoints.None);
        return true;
    }

    private static string ReadVersion(IRandomAccess source, long offset)
    {
        Span<byte> text = stackalloc byte[MostVersion];
        text = text[..source.Read(offset, text)];
        int end = text.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]).Trim();
    }
}

/// <summary>Bits of <c>xloadflags</c>, protocol 2.12 and later.</summary>
[Flags]
public enum LinuxEntryPoints : ushort
{
    None = 0,
    Kernel64 = 1,
    CanBeLoadedAbove4G = 2,
    EfiHandover32 = 4,
    EfiHandover64 = 8,
}
