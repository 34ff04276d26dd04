namespace PiBootBox.Media.Udf;

/// <summary>
/// Walks the folders level by level, and each level in the order of the disc: its records then come by in one sweep,
/// whose small reads the buffered medium joins.
/// </summary>
internal sealed class UdfTree(IRandomAccess medium, UdfVolume volume, MediumListing listing)
{
    private readonly HashSet<long> _folders = [];
    private List<Step> _next = [];

    public void List()
    {
        List<Step> level = [];
        Enter("", isFolder: true, volume.Root);
        for (int depth = 0; _next.Count > 0; depth++)
        {
            (level, _next) = (_next, level);
            _next.Clear();
            level.Sort(static (one, other) => one.At.CompareTo(other.At));
            foreach (Step step in level)
            {
                if (!listing.IsFull && Take(step, depth) is { } flaw && !listing.IsFull)
                    listing.PassOver(step.Path, flaw);
            }
        }
    }

    private string? Take(Step step, int depth)
    {
        if (volume.Icb.Read(step.Partition, step.Block, 0, out UdfFile? file) is { } flaw)
            return flaw;
        if (step.IsFolder != file!.IsFolder)
            return UdfFlaw.BadRecord;
        if (file.IsFolder)
            return TakeFolder(step, file, depth);
        if (file.IsLink)
            return UdfLink.Read(medium, file) is { } target ? AddLink(step.Path, target) : UdfFlaw.BadLink;
        if (!file.IsRegular)
            return UdfFlaw.NotRegular;
        listing.AddFile(step.Path, file.Modified, file.Extents);
        return null;
    }

    private string? AddLink(string path, string target)
    {
        listing.AddLink(path, target);
        return null;
    }

    private string? TakeFolder(Step step, UdfFile folder, int depth)
    {
        if (!_folders.Add(step.At))
            return UdfFlaw.Loop;
        // The root is no folder within a folder.
        if (step.Path.Length > 0 && !listing.TryAddFolder(step.Path, depth - 1))
            return null;
        string? flaw = ReadRecords(folder, out byte[] records);
        // Where the records have a mirror, a broken list is taken from there.
        for (int copy = 1; copy < step.Partition.Copies && (flaw is not null || !UdfFolder.IsSound(records)); copy++)
        {
            if (volume.Icb.Read(step.Partition, step.Block, copy, out UdfFile? mirrored) is null)
                flaw = ReadRecords(mirrored!, out records);
        }
        if (flaw is not null)
            return flaw;

        var list = new UdfFolder(records);
        while (!listing.IsFull && list.TryNext(out UdfName entry))
        {
            if (listing.PathOf(step.Path, entry.Name) is { } path)
                Enter(path, entry.IsFolder, entry.Icb);
        }
        return list.IsBroken ? UdfFlaw.BadFolder : null;
    }

    private string? ReadRecords(UdfFile folder, out byte[] records)
    {
        records = [];
        // Paid before the memory is taken: a small disc can claim a huge folder, out of the same blocks again and again.
        if (!listing.TrySpend(folder.Length))
            return UdfFlaw.TooCostly;
        records = new byte[folder.Length];
        return new ExtentReader(medium, folder.Extents, folder.Length).TryReadExactly(0, records) ? null : UdfFlaw.CutShort;
    }

    private void Enter(string path, bool isFolder, LongAllocation icb)
    {
        if (icb.Length == 0)
            listing.PassOver(path, UdfFlaw.BadRecord);
        else if (icb.Partition >= volume.Partitions.Length || volume.Partitions[icb.Partition] is not { } partition)
            listing.PassOver(path, UdfFlaw.UnknownPartition);
        else if (!partition.TryLocate(icb.Block, 0, out Extent run))
            listing.PassOver(path, UdfFlaw.BadRecord);
        // A path that waits for its level costs memory as one that is listed does.
        else if (listing.TrySpend(2L * path.Length + 64))
            _next.Add(new Step(path, isFolder, partition, icb.Block, run.Offset));
    }

    /// <param name="At">Where its record lies on the medium.</param>
    private sealed record Step(string Path, bool IsFolder, UdfPartition Partition, uint Block, long At);
}
