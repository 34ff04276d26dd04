using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Where an image's files lie in the tree, as a URL's path. iPXE up to 1.21.1 garbles every byte above 127
/// of a path (<c>%C3</c> becomes <c>%FFFFFFC3</c>, its uri_encode() sign-extends), so a file with such a
/// name can be asked for by the image's id as well: <c>image/ID/kernel</c>, <c>image/ID/initrd</c>.
/// </summary>
public static class ImagePath
{
    public const string Folder = "image/";

    private const string Kernel = "kernel", Initrd = "initrd";

    /// <param name="file">The image's kernel or its RAM disk.</param>
    public static string Of(BootImage image, FileEntry file) =>
        Ascii.IsValid(file.Path)
            ? VirtualTree.DriveFolder + BoxUrl.Path(file.Path)
            : $"{Folder}{image.Id}/{(ReferenceEquals(file, image.Initrd) ? Initrd : Kernel)}";

    /// <param name="path">Behind <see cref="Folder"/>.</param>
    internal static FileEntry? Find(DriveSnapshot drive, ReadOnlySpan<char> path)
    {
        int slash = path.IndexOf('/');
        if (slash < 0)
            return null;
        foreach (BootImage image in drive.Images)
        {
            if (!path[..slash].Equals(image.Id, StringComparison.OrdinalIgnoreCase))
                continue;
            return path[(slash + 1)..] switch
            {
                Kernel => image.Kernel,
                Initrd => image.Initrd,
                _ => null,
            };
        }
        return null;
    }
}
