using PiBootBox.Core;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>The display as PNG files.</summary>
internal static class PanelPictures
{
    private const int Scale = 4;
    private const string Ending = ".png";

    /// <param name="path">A file, or a folder to put one in.</param>
    /// <exception cref="CannotServeException">It cannot be written.</exception>
    public static void Write(string path, PanelPicture picture)
    {
        Frame frame = picture.Frame ?? throw new CannotServeException("The panel shows no picture yet: ask again.");
        Save(Directory.Exists(path) ? Path.Combine(path, "panel" + Ending) : path, FramePng.Write(frame, Scale));
    }

    /// <summary>Every screen there is, in each size, and all of a size on one sheet.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CannotServeException">They cannot be written.</exception>
    public static int WriteAll(string folder)
    {
        foreach (DisplaySize size in (DisplaySize[])[DisplaySize.Tall, DisplaySize.Flat])
        {
            foreach (string name in ScreenGallery.Names)
            {
                if (ScreenGallery.Draw(name, size) is { } frame)
                    Save(PathOf(name, size), FramePng.Write(frame, Scale));
            }
            Save(PathOf("screens", size), ScreenGallery.Sheet(size));
        }
        return 0;

        string PathOf(string name, DisplaySize size) => Path.Combine(folder, $"{name}-{size.Width}x{size.Height}{Ending}");
    }

    private static void Save(string path, byte[] picture)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            File.WriteAllBytes(path, picture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException($"The picture {path} cannot be written ({fault.Message.TrimEnd('.')}): name another place.", fault);
        }
    }
}
