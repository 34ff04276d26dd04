using PiBootBox.Core.Boot;

namespace PiBootBox.Core.Tree;

/// <summary>
/// Boot loaders at the root, the menu as <c>boot.ipxe</c>, the drive below <c>drive/</c>. Every answer is
/// an object that exists already, so a packet thread allocates nothing and touches no drive.
/// </summary>
public sealed class VirtualTree(ContentShelf shelf, MenuShelf menus) : IVirtualTree
{
    /// <summary>The generated menu.</summary>
    public const string Menu = "boot.ipxe";

    /// <summary>iPXE 2 looks for a script of this name beside its own binary; it gets the same menu.</summary>
    private const string AutoExec = "autoexec.ipxe";

    /// <summary>Below it lies the drive as it is.</summary>
    public const string DriveFolder = "drive/";

    public TreeEntry? Find(in TreeRequest request)
    {
        Span<char> room = stackalloc char[TreePath.Most];
        if (!TreePath.TryNormalize(request.Path, room, out int length))
            return null;

        ReadOnlySpan<char> path = room[..length];
        if (path.Equals(Menu, StringComparison.OrdinalIgnoreCase)
            || path.Equals(AutoExec, StringComparison.OrdinalIgnoreCase))
        {
            return menus.For(request.Box);
        }

        BoxContents contents = shelf.Current;
        if (path.StartsWith(ImagePath.Folder, StringComparison.OrdinalIgnoreCase))
            return ImagePath.Find(contents.Drive, path[ImagePath.Folder.Length..]);
        bool onDrive = path.StartsWith(DriveFolder, StringComparison.OrdinalIgnoreCase);
        FileIndex index = onDrive ? contents.Drive.Files : contents.Loaders;
        return index.TryFind(onDrive ? path[DriveFolder.Length..] : path, out FileEntry? file) ? file : null;
    }
}
