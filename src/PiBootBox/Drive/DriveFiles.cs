using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Drive;

/// <summary>
/// Reads files through the opener, so a link that leads out is refused by the kernel. What
/// was read decided something, so it is watched from then on: a broken image may be mended in place.
/// </summary>
internal sealed class DriveFiles(IFileOpener opener, ChangeMark mark) : IDriveFiles
{
    public IOpenedFile Open(FileEntry file)
    {
        mark.Watch(file);
        return new Opened(opener.Open(file, out long length), file, length);
    }

    public void Watch(FileEntry file) => mark.Watch(file);

    private sealed class Opened(SafeFileHandle handle, FileEntry file, long length) : IOpenedFile
    {
        public long Length => length;

        public int Read(long offset, Span<byte> target)
        {
            int filled = 0;
            while (filled < target.Length && offset + filled is var at && at >= 0 && at < length)
            {
                Extent piece = file.Locate(at);
                Span<byte> rest = target[filled..];
                int read = RandomAccess.Read(handle, rest[..(int)Math.Min(rest.Length, piece.Length)], piece.Offset);
                if (read == 0)
                    break;
                filled += read;
            }
            return filled;
        }

        public void Dispose() => handle.Dispose();
    }
}
