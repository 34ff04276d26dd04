namespace PiBootBox.Media;

public enum MediumFormat
{
    Iso9660,
    Udf,
}

/// <summary>A stretch of bytes of a medium.</summary>
/// <param name="Offset">Bytes from the medium's start; the reader that made it has checked that all of it lies within.</param>
/// <param name="Length">Bytes, more than 0.</param>
public readonly record struct Extent(long Offset, long Length);

/// <summary>A regular file on a medium, and where its bytes lie.</summary>
/// <param name="Path">Relative to the medium's root, with <c>/</c>, in the richest spelling that the medium has.</param>
/// <param name="Length">Bytes: the sum of the extents' lengths.</param>
/// <param name="Extents">In the order of the file's bytes; empty for an empty file. Neighbours are joined.</param>
public sealed record MediumFile(string Path, long Length, DateTimeOffset Modified, Extent[] Extents);

/// <summary>Something on a medium that is not listed, and a sentence that says why.</summary>
public sealed record MediumRemark(string Path, string Reason);

/// <summary>What an image of a disc holds. Made by a reader that trusts no byte of it.</summary>
/// <param name="Label">The volume's name, for menus: untrusted text, empty where there is none.</param>
/// <param name="Files">In ordinal order of their paths, each path once.</param>
public sealed record Medium(
    MediumFormat Format, string Label, IReadOnlyList<MediumFile> Files, IReadOnlyList<MediumRemark> Remarks);

/// <summary>How much a medium may cost, whatever it claims to hold.</summary>
/// <param name="Files">Files that are listed; the rest is passed over with a remark.</param>
/// <param name="Depth">Folders within folders.</param>
/// <param name="FolderBytes">Bytes read of all folders' records together.</param>
public sealed record MediumBounds(int Files, int Depth, long FolderBytes)
{
    /// <summary>A full Debian DVD holds some 4,000 files, a blu-ray of its packages 25,000.</summary>
    public static readonly MediumBounds Usual = new(Files: 50_000, Depth: 32, FolderBytes: 64 * 1024 * 1024);
}
