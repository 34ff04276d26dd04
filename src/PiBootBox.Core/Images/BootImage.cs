using PiBootBox.Core.Answers;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

public enum ImageKind
{
    /// <summary>Debian's installer as its netboot archive and package unpack it.</summary>
    DebianNetboot,
    /// <summary>What live-build makes: Debian Live, Kali, Clonezilla, GParted.</summary>
    DebianLive,
    /// <summary>Ubuntu, Mint and their kin, live or with Ubuntu's installer.</summary>
    Casper,
    /// <summary>The installer of Fedora, RHEL, Alma and Rocky.</summary>
    Anaconda,
    /// <summary>A live system that dracut starts, as Fedora makes them.</summary>
    FedoraLive,
    Suse,
    ArchLinux,
    SystemRescue,
    Alpine,
    Proxmox,
    Talos,
    /// <summary>Windows Setup, or another Windows PE.</summary>
    Windows,
    Esxi,
    /// <summary>A folder with a Linux kernel and its RAM disk.</summary>
    KernelAndInitrd,
    /// <summary>A disc of which nothing is known but what its own boot menu starts.</summary>
    OwnMenu,
    /// <summary>A disc that only the firmware's way to boot discs can start.</summary>
    Disc,
    Floppy,
    /// <summary>A kernel that needs no RAM disk, such as memtest86+.</summary>
    Kernel,
    /// <summary>A program for UEFI.</summary>
    EfiProgram,
}

/// <summary>How a boot loader starts an image.</summary>
public enum BootMethod
{
    /// <summary>A Linux kernel, or what calls itself one.</summary>
    Kernel,
    /// <summary>A program of UEFI.</summary>
    EfiProgram,
    /// <summary>The same, and it fetches files of its own through iPXE.</summary>
    NetworkProgram,
    /// <summary>A Windows PE: <see cref="BootImage.Kernel"/> is the WIM file.</summary>
    Wimboot,
    /// <summary>The image of a disc as a disk of the firmware, read over HTTP.</summary>
    Sanboot,
    /// <summary>The image of a floppy as a disk in memory.</summary>
    Memdisk,
}

/// <summary>A file of an image that is damaged or was altered.</summary>
/// <param name="File">Its name, for a row.</param>
/// <param name="Sentence">With the cure.</param>
public sealed record ImageFlaw(string File, string Sentence);

/// <summary>Something on the drive that a PC can boot, and why the box thinks so.</summary>
/// <param name="Id">Stable while the files keep their place: a profile remembers it. Lower-case letters, digits and hyphens.</param>
/// <param name="Title">One line for a menu, as the drive or its owner names it: untrusted text.</param>
/// <param name="Path">Folder or file on the drive that the owner thinks of as "the image".</param>
/// <param name="Kernel">The file to start, as <see cref="BootImage.Method"/> says.</param>
/// <param name="Initrds">Loaded after the kernel, in this order.</param>
/// <param name="Arguments">
/// The kernel's command line, without the loader's own <c>initrd=</c>. <see cref="ImageToken"/> in it becomes the URL of
/// <paramref name="Path"/>, <see cref="FilesToken"/> that of the folder with its <see cref="BootImage.Served"/> files, and
/// <see cref="BoxToken"/> the box's address.
/// </param>
/// <param name="SecureBoot">What a technician with Secure Boot switched on must know; empty when nothing.</param>
/// <param name="Why">What it was recognised by, as a sentence.</param>
public sealed record BootImage(
    string Id,
    ImageKind Kind,
    string Title,
    string Path,
    FileEntry Kernel,
    IReadOnlyList<LoadedFile> Initrds,
    string Arguments,
    FirmwareSet Firmwares,
    string SecureBoot,
    string Why)
{
    /// <summary>By title, as a person counts; then by path, so that it is always the same.</summary>
    public static readonly Comparison<BootImage> MenuOrder = static (a, b) =>
        NaturalOrder.Instance.Compare(a.Title, b.Title) is var byTitle and not 0 ? byTitle : string.CompareOrdinal(a.Path, b.Path);

    public const string ImageToken = "{image}", FilesToken = "{files}", BoxToken = "{box}";

    public BootMethod Method { get; init; }

    /// <summary>GRUB has no way to start it.</summary>
    public bool IsOnlyForIpxe => Method is not (BootMethod.Kernel or BootMethod.EfiProgram);

    /// <summary>Not loaded by a boot loader: what was started asks for them.</summary>
    public IReadOnlyList<LoadedFile> Served { get; init; } = [];

    /// <summary>
    /// The system must be told by which network card it was booted (<c>BOOTIF</c>), or it may ask on
    /// another one: live-boot, initramfs-tools and dracut listen to it.
    /// </summary>
    public bool WantsBootInterface { get; init; }

    /// <summary>Of its EFI program, for firmware that checks signatures.</summary>
    public Signer Signer { get; init; }

    /// <summary>Bytes of memory below which the system will not come up; 0 where that is not known.</summary>
    public long RamNeeded { get; init; }

    /// <summary>The answer file beside it; null when it asks a person, if it installs anything at all. A machine may have another one.</summary>
    public AnswerFile? Answers { get; init; }

    /// <summary>It installs a system without asking: the disk of a PC that starts it is erased.</summary>
    public bool IsUnattended => Answers is not null;

    /// <summary>Its owner says so in the drive's settings: nothing in its files could tell.</summary>
    public bool ErasesDisk { get; init; }

    /// <summary>A PC that starts it loses what is on its disk.</summary>
    public bool IsDestructive => IsUnattended || ErasesDisk;

    /// <summary>One of its files is not what it ought to be: it never starts by itself. Null while nothing is known against it.</summary>
    public ImageFlaw? Flaw { get; init; }

    /// <summary>Kept out of the menu by the drive's settings.</summary>
    public bool Hidden { get; init; }

    /// <summary>Bytes that a PC loads.</summary>
    public long Length
    {
        get
        {
            long length = Kernel.Length;
            foreach (LoadedFile initrd in Initrds)
                length += initrd.Entry.Length;
            return length;
        }
    }
}
