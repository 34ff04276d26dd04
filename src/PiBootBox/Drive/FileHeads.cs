using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>Reads the beginnings of files through the opener, so a link that leads out is refused by the kernel.</summary>
internal sealed class FileHeads(IFileOpener opener) : IFileHeads
{
    public ReadOnlyMemory<byte> Read(FileEntry file, int most)
    {
        using SafeFileHandle handle = opener.Open(file, out long length);
        var head = new byte[(int)Math.Min(length, most)];
        int filled = 0;
        while (filled < head.Length)
        {
            int read = RandomAccess.Read(handle, head.AsSpan(filled), filled);
            if (read == 0)
                break;
            filled += read;
        }
        return head.AsMemory(0, filled);
    }
}
