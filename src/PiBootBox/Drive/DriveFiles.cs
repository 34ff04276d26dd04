using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

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
        return new Opened(opener, opener.Open(file, out long length), file, length);
    }

    public void Watch(FileEntry file) => mark.Watch(file);

    private sealed class Opened(IFileOpener opener, SafeFileHandle handle, FileEntry file, long length) : IOpenedFile
    {
        public long Length => length;

        public int Read(long offset, Span<byte> target) => offset < 0 || offset >= length
            ? 0
            : opener.Read(handle, file, offset, target[..(int)Math.Min(target.Length, length - offset)]);

        public void Dispose() => handle.Dispose();
    }
}
