using Microsoft.Win32.SafeHandles;

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
}
