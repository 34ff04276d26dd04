namespace PiBootBox.Media.Tests;

/// <summary>An image file, as the box reads it.</summary>
internal sealed class FileMedium(string path) : IRandomAccess, IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(path);

    public long Length => RandomAccess.GetLength(_file);

    public int Read(long offset, Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length && RandomAccess.Read(_file, target[filled..], offset + filled) is > 0 and int read)
            filled += read;
        return filled;
    }

    public void Dispose() => _file.Dispose();
}
