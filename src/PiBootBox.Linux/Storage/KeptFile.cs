using Microsoft.Win32.SafeHandles;

namespace PiBootBox.Linux.Storage;

/// <summary>A small file, of the state folder or of a drive. It is replaced as a whole: a power cut leaves the old one or the new one. One writer.</summary>
/// <param name="isPublic">Everybody may read it.</param>
public sealed class KeptFile(string folder, string name, bool isPublic = false)
{
    /// <summary>What the name of the file ends in that becomes this one.</summary>
    public const string TemporaryEnd = ".new";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>One file of the state folder is a secret, and the others are nobody's either.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "This room is for Linux alone.")]
    private readonly FileStreamOptions _options = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = isPublic ? Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead : Owner,
    };

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), name);

    /// <summary>What a power cut may leave behind.</summary>
    private string Temporary => Path + TemporaryEnd;

    /// <returns>At most <paramref name="most"/> bytes and one more, so that a longer file shows; null when there is no file.</returns>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public byte[]? Read(int most)
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path);
            byte[] bytes = new byte[Math.Min(RandomAccess.GetLength(file), most) + 1];
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

    /// <summary>Finds out whether it could be replaced, and leaves everything as it is.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public void Probe()
    {
        try
        {
            CreateTemporary().Dispose();
            File.Delete(Temporary);
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
        try
        {
            using (FileStream file = CreateTemporary())
            {
                file.Write(bytes);
                if (StorageCalls.DataSync(file.SafeFileHandle) != 0)
                    throw StableFile.LastError();
            }
            File.Move(Temporary, Path, overwrite: true);
            StateFolder.Sync(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    /// <summary>A link of that name, which a drive may bring, is not followed: it could lead to any file of the computer.</summary>
    private FileStream CreateTemporary()
    {
        File.Delete(Temporary);
        return new FileStream(Temporary, _options);
    }
}
