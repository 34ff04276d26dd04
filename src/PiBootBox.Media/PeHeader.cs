using System.Buffers.Binary;

namespace PiBootBox.Media;

/// <summary>COFF machine types of the PE format that PC firmware starts.</summary>
public enum PeMachine : ushort
{
    Ia32 = 0x014C,
    Arm32 = 0x01C2,
    Thumb2 = 0x01C4,
    X64 = 0x8664,
    Arm64 = 0xAA64,
    RiscV64 = 0x5064,
}

/// <summary>What the firmware's loader reads of a PE/COFF file (Microsoft PE format, sections 3 and 4).</summary>
/// <param name="Subsystem">10 EFI application, 11 boot-time driver, 12 run-time driver; others are no EFI program.</param>
/// <param name="CertificatesAt">Where in the file the certificate table begins; whether anybody trusts it, the file cannot tell.</param>
/// <param name="CertificatesLength">Its bytes, as the header says: the file may be shorter. 0 where nobody signed it.</param>
public readonly record struct PeHeader(PeMachine Machine, ushort Subsystem, uint CertificatesAt, uint CertificatesLength)
{
    private const int DosHeader = 64;
    private const int CoffHeader = 24;
    private const int OptionalHeaderHead = 240;
    private const ushort Pe32 = 0x10B, Pe32Plus = 0x20B;
    private const int SecurityDirectory = 4;

    public bool IsEfiApplication => Subsystem == 10;

    public bool HasSignature => CertificatesLength > 0;

    /// <returns>False where the file is not PE: no <c>MZ</c>, no <c>PE\0\0</c>, cut off, or of an unknown layout.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess source, out PeHeader header)
    {
        header = default;
        Span<byte> dos = stackalloc byte[DosHeader];
        if (!source.TryReadExactly(0, dos) || dos[0] != 'M' || dos[1] != 'Z')
            return false;

        uint at = BinaryPrimitives.ReadUInt32LittleEndian(dos[60..]);
        Span<byte> coff = stackalloc byte[CoffHeader];
        if (!source.TryReadExactly(at, coff) || !coff[..4].SequenceEqual("PE\0\0"u8))
            return false;

        // Kernels and small loaders may carry fewer data directories than the usual sixteen.
        int size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(coff[20..]), (ushort)OptionalHeaderHead);
        Span<byte> optional = stackalloc byte[OptionalHeaderHead];
        optional = optional[..size];
        if (size < 70 || !source.TryReadExactly((long)at + CoffHeader, optional))
            return false;

        int directories = BinaryPrimitives.ReadUInt16LittleEndian(optional) switch
        {
            Pe32 => 92,
            Pe32Plus => 108,
            _ => 0,
        };
        if (directories == 0)
            return false;

        (uint certificatesAt, uint certificatesLength) = Certificates(optional, directories);
        header = new PeHeader(
            (PeMachine)BinaryPrimitives.ReadUInt16LittleEndian(coff[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(optional[68..]),
            certificatesAt,
            certificatesLength);
        return true;
    }

    // The one directory whose address is a place in the file, not in memory.
    private static (uint At, uint Length) Certificates(ReadOnlySpan<byte> optional, int directories)
    {
        int entry = directories + 4 + SecurityDirectory * 8;
        return optional.Length >= entry + 8 && BinaryPrimitives.ReadUInt32LittleEndian(optional[directories..]) > SecurityDirectory
            ? (BinaryPrimitives.ReadUInt32LittleEndian(optional[entry..]), BinaryPrimitives.ReadUInt32LittleEndian(optional[(entry + 4)..]))
            : default;
    }
}
