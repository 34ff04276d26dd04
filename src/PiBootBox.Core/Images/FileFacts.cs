using PiBootBox.Media;

namespace PiBootBox.Core.Images;

/// <summary>What the first bytes of a file say about it. All recognisers judge by these, never by a name alone.</summary>
public sealed record FileFacts(LinuxKernelHeader? Linux, PeHeader? Pe, bool IsArm64Kernel, InitrdFormat Initrd)
{
    /// <summary>Bytes from the start of a file: every x86 kernel's setup part and every PE header lie within.</summary>
    public const int HeadLength = 64 * 1024;

    public static readonly FileFacts Nothing = new(null, null, false, InitrdFormat.Unknown);

    /// <summary>Of an EFI program.</summary>
    public Signer Signer { get; init; }

    public bool IsKernel => Linux is not null || IsArm64Kernel;

    public bool IsEfiProgram => Pe is { IsEfiApplication: true };

    /// <summary>The firmwares that can start this file by itself.</summary>
    public FirmwareSet Firmwares =>
        (Linux is { LoadsHigh: true } ? FirmwareSet.Bios : FirmwareSet.None)
        | (IsEfiProgram ? EfiFirmware(Pe!.Value.Machine) : FirmwareSet.None);

    public static FileFacts Read(ReadOnlyMemory<byte> head)
    {
        var media = new MemoryMedia(head);
        return new FileFacts(
            LinuxKernelHeader.TryRead(media, out LinuxKernelHeader linux) ? linux : null,
            PeHeader.TryRead(media, out PeHeader pe) ? pe : null,
            Arm64Image.IsKernel(media),
            InitrdFormats.Recognise(media));
    }

    private static FirmwareSet EfiFirmware(PeMachine machine) => machine switch
    {
        PeMachine.X64 => FirmwareSet.EfiX64,
        PeMachine.Ia32 => FirmwareSet.EfiIa32,
        PeMachine.Arm64 => FirmwareSet.EfiArm64,
        _ => FirmwareSet.None,
    };
}
