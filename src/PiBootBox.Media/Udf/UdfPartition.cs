namespace PiBootBox.Media.Udf;

/// <summary>A numbered space of blocks, and where on the medium each of them lies.</summary>
internal abstract class UdfPartition
{
    /// <summary>Ways to the same block: 2 where the disc keeps a second copy of its records.</summary>
    public virtual int Copies => 1;

    /// <param name="copy">From 0, below <see cref="Copies"/>.</param>
    /// <param name="run">The block, and what follows it without a break; it may reach past the medium's end.</param>
    public abstract bool TryLocate(uint block, int copy, out Extent run);
}

/// <summary>Blocks in one row.</summary>
internal sealed class PhysicalPartition(long start, int blockSize) : UdfPartition
{
    public override bool TryLocate(uint block, int copy, out Extent run)
    {
        run = new Extent(start + (long)block * blockSize, ((1L << 32) - block) * blockSize);
        return true;
    }
}

/// <summary>Rewritable discs: packets of blocks, of which worn ones were moved elsewhere (UDF 2.2.9).</summary>
/// <param name="packet">Blocks.</param>
/// <param name="moved">First block of a packet that was moved, and the byte of the medium where it lies now.</param>
internal sealed class SparablePartition(long start, int blockSize, int packet, Dictionary<uint, long> moved) : UdfPartition
{
    public override bool TryLocate(uint block, int copy, out Extent run)
    {
        uint first = block - block % (uint)packet;
        long within = (long)(block - first) * blockSize;
        long from = moved.TryGetValue(first, out long elsewhere) ? elsewhere : start + (long)first * blockSize;
        run = new Extent(from + within, (long)packet * blockSize - within);
        return true;
    }
}

/// <summary>Write-once discs: each block's place stands in a table that was written last (UDF 2.2.10).</summary>
internal sealed class VirtualPartition(UdfPartition below, uint[] table, int blockSize) : UdfPartition
{
    public override bool TryLocate(uint block, int copy, out Extent run)
    {
        run = default;
        if (block >= table.Length || !below.TryLocate(table[block], 0, out run))
            return false;
        run = run with { Length = blockSize };
        return true;
    }
}

/// <summary>UDF 2.50: the records lie in a file, which may have a mirror (UDF 2.2.13).</summary>
internal sealed class MetadataPartition(List<ExtentMap> files, int blockSize) : UdfPartition
{
    public override int Copies => files.Count;

    public override bool TryLocate(uint block, int copy, out Extent run) =>
        files[copy].TryLocate((long)block * blockSize, out run);
}
