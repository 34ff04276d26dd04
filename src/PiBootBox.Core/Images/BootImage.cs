using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

public enum ImageKind
{
    /// <summary>Debian's installer as its netboot archive and package unpack it.</summary>
    DebianNetboot,
    /// <summary>A folder with a Linux kernel and its RAM disk.</summary>
    KernelAndInitrd,
    /// <summary>A kernel that needs no RAM disk, such as memtest86+.</summary>
    Kernel,
    /// <summary>A program for UEFI.</summary>
    EfiProgram,
}

/// <summary>Something on the drive that a PC can boot, and why the box thinks so.</summary>
/// <param name="Id">Stable while the files keep their place: a profile remembers it. Lower-case letters, digits and hyphens.</param>
/// <param name="Title">One line for a menu, as the drive or its owner names it: untrusted text.</param>
/// <param name="Path">Folder or file on the drive that the owner thinks of as "the image".</param>
/// <param name="Kernel">The file to start: a kernel or an .efi program.</param>
/// <param name="Arguments">The kernel's command line, without the loader's own <c>initrd=</c>.</param>
/// <param name="SecureBoot">What a technician with Secure Boot switched on must know; empty when nothing.</param>
/// <param name="Why">What it was recognised by, as a sentence.</param>
public sealed record BootImage(
    string Id,
    ImageKind Kind,
    string Title,
    string Path,
    FileEntry Kernel,
    FileEntry? Initrd,
    string Arguments,
    FirmwareSet Firmwares,
    string SecureBoot,
    string Why)
{
    /// <summary>
    /// The system must be told by which network card it was booted (<c>BOOTIF</c>), or it may ask on
    /// another one: live-boot, initramfs-tools and dracut listen to it.
    /// </summary>
    public bool WantsBootInterface { get; init; }

    /// <summary>Of its EFI program, for firmware that checks signatures.</summary>
    public Signer Signer { get; init; }

    /// <summary>Kept out of the menu by the drive's settings.</summary>
    public bool Hidden { get; init; }

    /// <summary>Bytes that a PC loads.</summary>
    public long Length => Kernel.Length + (Initrd?.Length ?? 0);
}
