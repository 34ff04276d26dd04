using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Where an image's files lie in the tree, as a URL's path. iPXE up to 1.21.1 garbles every byte above 127
/// of a path (<c>%C3</c> becomes <c>%FFFFFFC3</c>, its uri_encode() sign-extends), so a file with such a
/// name can be asked for by the image's id as well: <c>image/ID/kernel</c>, <c>image/ID/NAME</c> for what is loaded beside it, and
/// <c>image/ID/content/…</c> for what lies below its path. Generated files have no other place.
/// </summary>
public static class ImagePath
{
    public const string Folder = "image/";

    private const string Kernel = "kernel", Content = "content";

    public static string OfKernel(BootImage image) => Of(image, image.Kernel, Kernel);

    public static string Of(BootImage image, LoadedFile file) => Of(image, file.Entry, file.Name);

    /// <summary>Where the image itself lies, as one file or as the root of its files.</summary>
    public static string Of(BootImage image) =>
        Ascii.IsValid(image.Path) ? VirtualTree.DriveFolder + BoxUrl.Path(image.Path) : $"{Folder}{image.Id}/{Content}";

    /// <param name="path">Behind <see cref="Folder"/>.</param>
    internal static TreeEntry? Find(DriveSnapshot drive, ReadOnlySpan<char> path)
    {
        int slash = path.IndexOf('/');
        if (slash < 0)
            return null;
        foreach (BootImage image in drive.Images)
        {
            if (!path[..slash].Equals(image.Id, StringComparison.OrdinalIgnoreCase))
                continue;
            return Find(drive, image, path[(slash + 1)..]);
        }
        return null;
    }

    private static TreeEntry? Find(DriveSnapshot drive, BootImage image, ReadOnlySpan<char> name)
    {
        if (name.SequenceEqual(Kernel))
            return image.Kernel;
        foreach (LoadedFile file in image.Initrds)
        {
            if (name.SequenceEqual(file.Name))
                return file.Entry;
        }
        if (!name.StartsWith(Content) || name.Length > Content.Length && name[Content.Length] != '/')
            return null;
        return drive.Files.TryFind(string.Concat(image.Path, name[Content.Length..]), out FileEntry? inside) ? inside : null;
    }

    private static string Of(BootImage image, TreeEntry entry, string name) =>
        entry is FileEntry file && Ascii.IsValid(file.Path)
            ? VirtualTree.DriveFolder + BoxUrl.Path(file.Path)
            : $"{Folder}{image.Id}/{name}";
}
