using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Udp;

/// <summary>
/// Bytes outside the garbage collector's heap, so that the kernel can be pointed at them and so that
/// they go back to the system at once when nobody boots.
/// </summary>
public sealed unsafe class PinnedBuffer : IDisposable
{
    public PinnedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Address = (byte*)NativeMemory.Alloc((nuint)length);
        Length = length;
    }

    internal byte* Address { get; private set; }

    /// <summary>0 once it is given back.</summary>
    public int Length { get; private set; }

    public Span<byte> Span => new(Address, Length);

    /// <summary>Gives it back; only when no thread and no <see cref="SendBatch"/> refers to it.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // For the buffers that a reader still fills when their server is stopped.
    ~PinnedBuffer() => Free();

    private void Free()
    {
        NativeMemory.Free(Address);
        Address = null;
        Length = 0;
    }
}
