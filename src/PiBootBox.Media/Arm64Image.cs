namespace PiBootBox.Media;

/// <summary>
/// Linux kernels for arm64: the plain <c>Image</c> (Documentation/arch/arm64/booting.rst) and the
/// compressed EFI "zboot" form that distributions ship. Both are PE files, so firmware can start them.
/// </summary>
public static class Arm64Image
{
    private const int HeaderLength = 64;

    /// <returns>True for a kernel; a plain .efi program answers false.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool IsKernel(IRandomAccess source)
    {
        Span<byte> head = stackalloc byte[HeaderLength];
        return source.TryReadExactly(0, head)
            && (head.Slice(0x38, 4).SequenceEqual("ARM\x64"u8) || head.Slice(4, 4).SequenceEqual("zimg"u8));
    }
}
