using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>
/// Reads the beginnings of files through the opener, so a link that leads out is refused by the kernel. What
/// was read decided something, so it is watched from then on: a broken image may be mended in place.
/// </summary>
internal sealed class FileHeads(IFileOpener opener, ChangeMark mark) : IFileHeads
{
    public ReadOnlyMemory<byte> Read(FileEntry file, int most, long offset = 0)
    {
        mark.Watch(file);
        using SafeFileHandle handle = opener.Open(file, out long length);
        var head = new byte[(int)Math.Clamp(length - offset, 0, most)];
        int filled = 0;
        while (filled < head.Length)
        {
            int read = RandomAccess.Read(handle, head.AsSpan(filled), offset + filled);
            if (read == 0)
                break;
            filled += read;
        }
        return head.AsMemory(0, filled);
    }
}
