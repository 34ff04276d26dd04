using Microsoft.Win32.SafeHandles;

namespace PiBootBox.Linux.Storage;

/// <summary>A small file of the state folder. It is replaced as a whole: a power cut leaves the old one or the new one. One writer.</summary>
public sealed class KeptFile(string folder, string name)
{
    /// <summary>One of them is a secret, and the others are nobody's either.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "This room is for Linux alone.")]
    private static readonly FileStreamOptions OwnersOnly = new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), name);

    /// <returns>At most <paramref name="most"/> bytes and one more, so that a longer file shows; null when there is no file.</returns>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public byte[]? Read(int most)
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path);
            byte[] bytes = new byte[most + 1];
            int length = 0;
            while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and int read)
                length += read;
            return bytes[..length];
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    /// <summary>Returns once the bytes are on stable storage under the file's name.</summary>
    /// <exception cref="IOException">The old file stays.</exception>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        string temporary = Path + ".new";
        try
        {
            using (var file = new FileStream(temporary, OwnersOnly))
            {
                file.Write(bytes);
                if (StorageCalls.DataSync(file.SafeFileHandle) != 0)
                    throw StableFile.LastError();
            }
            File.Move(temporary, Path, overwrite: true);
            StateFolder.Sync(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }
}
