using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images;

/// <summary>Opens files of a drive to be looked at. The only way in which recognition touches a drive.</summary>
public interface IDriveFiles
{
    /// <exception cref="IOException">Gone, leads out of the drive, or the drive fails.</exception>
    IOpenedFile Open(FileEntry file);

    /// <summary>Its content decided something, though it was not opened this time: the drive is looked at again when it changes.</summary>
    void Watch(FileEntry file);
}

/// <summary>Not for use by several threads at once.</summary>
public interface IOpenedFile : IRandomAccess, IDisposable;

public static class DriveFilesExtensions
{
    /// <returns>At most <paramref name="most"/> bytes; fewer, or none, where the file is shorter.</returns>
    /// <exception cref="IOException">Gone, leads out of the drive, or the drive fails.</exception>
    public static ReadOnlyMemory<byte> Read(this IDriveFiles drive, FileEntry file, int most, long offset = 0)
    {
        using IOpenedFile opened = drive.Open(file);
        var bytes = new byte[(int)Math.Clamp(opened.Length - offset, 0, most)];
        return bytes.AsMemory(0, opened.Read(offset, bytes));
    }
}
