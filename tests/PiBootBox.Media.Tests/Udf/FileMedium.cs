using Microsoft.Win32.SafeHandles;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>A file as a medium, which counts the reads that a stick would be asked for.</summary>
internal sealed class FileMedium(string path) : IRandomAccess, IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path);

    public int Reads { get; private set; }

    public long Length => RandomAccess.GetLength(_file);

    public int Read(long offset, Span<byte> target)
    {
        Reads++;
        return RandomAccess.Read(_file, target, offset);
    }

    public void Dispose() => _file.Dispose();
}
