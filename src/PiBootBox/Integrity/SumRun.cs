using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;

namespace PiBootBox.Integrity;

/// <summary>Reads one file step by step, to see whether it is what it ought to be.</summary>
internal sealed class SumRun(IFileOpener opener, FileSum sum, byte[] buffer) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _done;

    /// <summary>Of the whole, once <see cref="Step"/> returned 0.</summary>
    public bool IsGood { get; private set; }

    /// <summary>The next part. The file is open that long only: an open one keeps its drive from being unmounted.</summary>
    /// <returns>Bytes that were read; 0 at the end.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Step()
    {
        using SafeFileHandle file = opener.Open(sum.File, out long length);
        int most = (int)Math.Clamp(length - _done, 0, buffer.Length);
        int read = opener.Read(file, sum.File, _done, buffer.AsSpan(0, most));
        if (read < most)
            throw new EndOfStreamException("It became shorter while it was read.");
        _hash.AppendData(buffer, 0, read);
        _done += read;
        if (read == 0)
            IsGood = _hash.GetHashAndReset().AsSpan().SequenceEqual(sum.Sha256.Span);
        return read;
    }

    public void Dispose() => _hash.Dispose();
}
