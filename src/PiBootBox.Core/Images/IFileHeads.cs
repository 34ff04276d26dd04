using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>Reads small parts of files. The only way in which recognition touches a drive.</summary>
public interface IFileHeads
{
    /// <returns>At most <paramref name="most"/> bytes; fewer, or none, where the file is shorter.</returns>
    /// <exception cref="IOException">Gone, leads out of the drive, or the drive fails.</exception>
    ReadOnlyMemory<byte> Read(FileEntry file, int most, long offset = 0);
}
