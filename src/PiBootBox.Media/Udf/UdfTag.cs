using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>Tag identifiers of the descriptors that are read (ECMA-167 3/7.2.1 and 4/7.2.1).</summary>
internal enum UdfTagId : ushort
{
    None = 0,
    AnchorPointer = 2,
    VolumePointer = 3,
    Partition = 5,
    LogicalVolume = 6,
    Terminating = 8,
    FileSet = 256,
    FileIdentifier = 257,
    AllocationExtent = 258,
    IndirectEntry = 259,
    FileEntry = 261,
    ExtendedFileEntry = 266,
}

/// <summary>The 16 bytes before each descriptor, with two sums that tell rubbish from records.</summary>
internal static class UdfTag
{
    public const int Bytes = 16;

    /// <param name="descriptor">From the tag to the end of what was read.</param>
    /// <returns>False where the sums are wrong, or cover more than what is there.</returns>
    public static bool TryRead(ReadOnlySpan<byte> descriptor, out UdfTagId id)
    {
        id = UdfTagId.None;
        if (descriptor.Length < Bytes)
            return false;
        byte sum = 0;
        for (int index = 0; index < Bytes; index++)
            sum += index == 4 ? (byte)0 : descriptor[index];
        int covered = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[10..]);
        if (sum != descriptor[4]
            || covered > descriptor.Length - Bytes
            || UdfCrc.Of(descriptor.Slice(Bytes, covered)) != BinaryPrimitives.ReadUInt16LittleEndian(descriptor[8..]))
        {
            return false;
        }
        id = (UdfTagId)BinaryPrimitives.ReadUInt16LittleEndian(descriptor);
        return true;
    }

    /// <summary>The block in which the descriptor says that it lies.</summary>
    public static uint Location(ReadOnlySpan<byte> descriptor) => BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]);
}
