using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Tests;

/// <summary>Files that are small, and shaped as the real ones are where a reader looks.</summary>
public static class SmallBootFiles
{
    private const int VersionAt = 0x300;

    /// <summary>An x86 kernel that a BIOS loader can start; with a PE header also UEFI.</summary>
    public static byte[] Kernel(string version, ushort? peMachine = null, bool signed = false)
    {
        var file = new byte[2048];
        file[0x1F1] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x1FE), 0xAA55);
        "HdrS"u8.CopyTo(file.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x206), 0x020F);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x20E), VersionAt - 0x200);
        file[0x211] = 1;
        file[0x234] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x236), 0x000B);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x238), 2047);
        Encoding.ASCII.GetBytes(version).CopyTo(file, VersionAt);
        if (peMachine is { } machine)
            WritePe(file, 0x80, machine, 10, signed);
        return file;
    }

    /// <summary>A kernel for UEFI x64 with a name in its certificate table, which begins at byte 1000.</summary>
    public static byte[] SignedKernel(string version, string signer)
    {
        byte[] file = Kernel(version, 0x8664, signed: true);
        Encoding.ASCII.GetBytes(signer).CopyTo(file, 1000);
        return file;
    }

    public static byte[] Grown(byte[] file, int length)
    {
        Array.Resize(ref file, length);
        return file;
    }

    public static byte[] Efi(ushort machine, ushort subsystem = 10, bool signed = false)
    {
        var file = new byte[1024];
        WritePe(file, 0x80, machine, subsystem, signed);
        return file;
    }

    /// <summary>The plain Image of an arm64 kernel with its EFI stub.</summary>
    public static byte[] Arm64Kernel()
    {
        byte[] file = Efi(0xAA64);
        "ARM\x64"u8.CopyTo(file.AsSpan(0x38));
        return file;
    }

    public static byte[] GzipInitrd() => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3];

    private static void WritePe(byte[] file, int at, ushort machine, ushort subsystem, bool signed)
    {
        bool is64 = machine is 0x8664 or 0xAA64 or 0x5064;
        int directories = is64 ? 108 : 92;
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), (uint)at);
        "PE\0\0"u8.CopyTo(file.AsSpan(at));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 4), machine);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 20), (ushort)(directories + 4 + 6 * 8));
        Span<byte> optional = file.AsSpan(at + 24);
        BinaryPrimitives.WriteUInt16LittleEndian(optional, (ushort)(is64 ? 0x20B : 0x10B));
        BinaryPrimitives.WriteUInt16LittleEndian(optional[68..], subsystem);
        BinaryPrimitives.WriteUInt32LittleEndian(optional[directories..], 6);
        if (signed)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(optional[(directories + 4 + 32)..], 1000);
            BinaryPrimitives.WriteUInt32LittleEndian(optional[(directories + 4 + 36)..], 24);
        }
    }
}
