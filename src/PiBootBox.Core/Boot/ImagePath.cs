using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Where an image's files lie in the tree, as a URL's path. iPXE up to 1.21.1 garbles every byte above 127
/// of a path (<c>%C3</c> becomes <c>%FFFFFFC3</c>, its uri_encode() sign-extends), so a file with such a
/// name can be asked for by the image's id as well: <c>image/ID/kernel</c>, <c>image/ID/NAME</c> for what is loaded beside it, and
/// <c>image/ID/content/…</c> for what lies below its path; <c>content.iso</c> is the same for a disc, for systems that go by the end of a
/// URL. Generated files have no other place.
/// </summary>
public static class ImagePath
{
    public const string Folder = "image/";

    private const string Kernel = "kernel", Content = "content", Disc = ".iso";

    public static string OfKernel(BootImage image) => Of(image, image.Kernel, Kernel);

    public static string Of(BootImage image, LoadedFile file) => Of(image, file.Entry, file.Name);

    /// <summary>Where the image itself lies, as one file or as the root of its files.</summary>
    public static string Of(BootImage image) =>
        Ascii.IsValid(image.Path) ? VirtualTree.DriveFolder + BoxUrl.Path(image.Path)
        : image.Path.EndsWith(Disc, StringComparison.OrdinalIgnoreCase) ? $"{Folder}{image.Id}/{Content}{Disc}"
        : $"{Folder}{image.Id}/{Content}";

    /// <summary>Puts addresses in place of an image's tokens.</summary>
    /// <param name="root">The URL of the box's tree, as the reader of the text writes it.</param>
    public static string Fill(BootImage image, string text, string root, Ipv4 address) => text
        // First: iPXE's root holds braces of its own.
        .Replace(BootImage.BoxToken, address.ToString(), StringComparison.Ordinal)
        .Replace(BootImage.ImageToken, $"{root}/{Of(image)}", StringComparison.Ordinal)
        .Replace(BootImage.FilesToken, $"{root}/{Folder}{image.Id}", StringComparison.Ordinal);

    /// <param name="path">Behind <see cref="Folder"/>.</param>
    /// <param name="fill">Makes the text that a machine gets of a template.</param>
    internal static TreeEntry? Find(DriveSnapshot drive, ReadOnlySpan<char> path, Func<BootImage, TemplateEntry, TreeEntry> fill)
    {
        int slash = path.IndexOf('/');
        if (slash < 0)
            return null;
        foreach (BootImage image in drive.Images)
        {
            if (!path[..slash].Equals(image.Id, StringComparison.OrdinalIgnoreCase))
                continue;
            TreeEntry? entry = Find(drive, image, path[(slash + 1)..]);
            return entry is TemplateEntry template ? fill(image, template) : entry;
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
        foreach (LoadedFile file in image.Served)
        {
            if (name.SequenceEqual(file.Name))
                return file.Entry;
        }
        if (!name.StartsWith(Content))
            return null;
        name = name[Content.Length..];
        if (name.StartsWith(Disc) && image.Path.EndsWith(Disc, StringComparison.OrdinalIgnoreCase))
            name = name[Disc.Length..];
        if (name.Length > 0 && name[0] != '/')
            return null;
        ReadOnlySpan<char> path = string.Concat(image.Path, name);
        return drive.Files.TryFind(path.TrimStart('/'), out FileEntry? inside) ? inside : null;
    }

    private static string Of(BootImage image, TreeEntry entry, string name) =>
        entry is FileEntry file && Ascii.IsValid(file.Path)
            ? VirtualTree.DriveFolder + BoxUrl.Path(file.Path)
            : $"{Folder}{image.Id}/{name}";
}
