using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Integrity;

/// <summary>
/// Opens and reads files as the seal of their drive allows: what is refused is not opened, and of a sealed file no byte comes
/// out before the whole chunk that it lies in was found to be what was sealed. A file within a disc goes by the chunks of the disc.
/// </summary>
/// <param name="altered">Told of a sealed file that is not what it was, on the thread that read it.</param>
public sealed class VerifyingOpener(IFileOpener files, Action<FileSum>? altered = null) : IFileOpener
{
    // By the object: a drive that comes back is another one, and readers of the old one may hang for ever.
    private readonly ConditionalWeakTable<FileRoot, ChunkStore> _stores = [];

    /// <exception cref="AlteredFileException">It is handed out to nobody.</exception>
    /// <inheritdoc/>
    public SafeFileHandle Open(FileEntry entry, out long length)
    {
        FileEntry whole = entry.Whole;
        if (whole.Refusal is { } refusal)
            throw new AlteredFileException(refusal);
        SafeFileHandle file = files.Open(entry, out length);
        if (whole.Seal is { } seal && entry.Part is null && length != seal.Length)
        {
            file.Dispose();
            throw new AlteredFileException($"{entry.Path} was altered since the drive was sealed: it had {seal.Length} bytes, and has {length}. Copy it again, or seal the drive again.");
        }
        return file;
    }

    public int Read(SafeFileHandle file, FileEntry entry, long offset, Span<byte> target)
    {
        if (entry.Whole.Seal is not { } seal)
            return files.Read(file, entry, offset, target);
        ChunkStore store = _stores.GetValue(entry.Root, static _ => new ChunkStore());
        int filled = 0;
        while (filled < target.Length)
        {
            Extent piece = entry.Locate(offset + filled);
            long index = piece.Offset / SealedFile.ChunkBytes;
            int within = (int)(piece.Offset % SealedFile.ChunkBytes);
            if (piece.Offset >= seal.Length)
                break;
            int most = (int)Math.Min(Math.Min(piece.Length, target.Length - filled), seal.LengthOf(index) - within);
            try
            {
                store.Copy(file, seal, index, within, target.Slice(filled, most));
            }
            catch (AlteredFileException)
            {
                altered?.Invoke(new FileSum(entry.Whole, seal.Whole, Seal.FileName));
                throw;
            }
            filled += most;
        }
        return filled;
    }
}
