using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tree;

/// <summary>
/// Boot loaders at the root, the menus as <c>boot.ipxe</c> and <c>grub/grub.cfg</c>, the drive below <c>drive/</c>. Every
/// answer but a filled-in template is an object that exists already, so a packet thread allocates nothing and touches no drive.
/// </summary>
/// <param name="secondStage">Null for a box that remembers nothing of its machines.</param>
public sealed class VirtualTree(ContentShelf shelf, MenuShelf menus, SecondStage? secondStage = null) : IVirtualTree
{
    /// <summary>The generated menu.</summary>
    public const string Menu = "boot.ipxe";

    /// <summary>The same for a machine that goes round in circles: it says so, and waits longer.</summary>
    public const string MenuAfterLoop = "again.ipxe";

    /// <summary>Below it lies the drive as it is.</summary>
    public const string DriveFolder = "drive/";

    private static readonly (string Path, MenuKind Kind)[] Menus =
    [
        (Menu, MenuKind.Ipxe),
        // iPXE 2 looks for a script of this name beside its own binary.
        ("autoexec.ipxe", MenuKind.Ipxe),
        (MenuAfterLoop, MenuKind.IpxeAfterLoop),
        ("grub/grub.cfg", MenuKind.Grub),
        ("grub/x86_64-efi/grub.cfg", MenuKind.Grub),
        ("grub/arm64-efi/grub.cfg", MenuKind.Grub),
    ];

    public TreeEntry? Find(in TreeRequest request)
    {
        Span<char> room = stackalloc char[TreePath.Most];
        BoxContents contents = shelf.Current;
        TreeEntry? entry = TreePath.TryNormalize(request.Path, room, out int length)
            ? Find(request, contents, room[..length])
            : null;
        if (entry is null && secondStage?.MeantBy(request.Path, request.Client, request.Now) is { } meant)
            return contents.Loaders.TryFind(meant, out FileEntry? second) ? second : null;
        return entry;
    }

    private TreeEntry? Find(in TreeRequest request, BoxContents contents, ReadOnlySpan<char> path)
    {
        foreach ((string name, MenuKind kind) in Menus)
        {
            if (path.Equals(name, StringComparison.OrdinalIgnoreCase))
                return menus.For(request.Box, kind, request.Client, request.Now);
        }
        DriveSnapshot drive = contents.Drive;
        if (path.StartsWith(ImagePath.Folder, StringComparison.OrdinalIgnoreCase))
            return FindOfImage(drive, path[ImagePath.Folder.Length..], request.Box);
        if (path.StartsWith(DriveFolder, StringComparison.OrdinalIgnoreCase))
            return drive.Files.TryFind(path[DriveFolder.Length..], out FileEntry? onDrive) ? onDrive : null;
        return contents.Loaders.TryFind(path, out FileEntry? loader) ? loader : BootTools.OnDrive(drive, path) ?? PiFiles.Find(drive, path);
    }

    // On its own: what a lambda captures is allocated where its method begins, and the other paths allocate nothing.
    private TreeEntry? FindOfImage(DriveSnapshot drive, ReadOnlySpan<char> path, Ipv4 box) =>
        ImagePath.Find(drive, path, (image, text) => menus.Fill(image, text, box));
}
