using Microsoft.Win32.SafeHandles;
using PiBootBox.Media;

namespace PiBootBox.Core.Tree;

/// <summary>Opens a file of the tree for reading. It may block on a slow or dying drive: never call it on a packet thread.</summary>
public interface IFileOpener
{
    /// <summary>
    /// A handle on the regular file, resolved beneath its root by the kernel (no link, no <c>..</c>
    /// leads out), together with its length now. For a part of a disc's image the handle is on the image, and the length is the part's;
    /// <see cref="FileEntry.Locate"/> tells where its bytes are.
    /// </summary>
    /// <exception cref="IOException">Gone, not a regular file, leads out of the root, or the drive fails; the message says which.</exception>
    SafeFileHandle Open(FileEntry entry, out long length);

    /// <summary>Reads on until the target is full or the file ends.</summary>
    /// <param name="file">As <see cref="Open"/> gave it for this entry.</param>
    /// <param name="offset">From 0 to below the length that <see cref="Open"/> gave.</param>
    /// <param name="target">Not longer than what follows there.</param>
    /// <returns>Bytes; fewer than asked for where the file is shorter than it was.</returns>
    /// <exception cref="IOException">The drive fails, or these are not the bytes that were sealed.</exception>
    int Read(SafeFileHandle file, FileEntry entry, long offset, Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length)
        {
            Extent piece = entry.Locate(offset + filled);
            Span<byte> rest = target[filled..];
            int read = RandomAccess.Read(file, rest[..(int)Math.Min(rest.Length, piece.Length)], piece.Offset);
            if (read == 0)
                break;
            filled += read;
        }
        return filled;
    }
}
