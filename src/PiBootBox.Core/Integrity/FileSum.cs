using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>A line of a file of checksums.</summary>
/// <param name="Path">As it stands there, relative to that file's folder.</param>
/// <param name="Line">From 1.</param>
public sealed record SumLine(string Path, byte[] Sha256, int Line);

/// <summary>What a file of the drive ought to be.</summary>
/// <param name="Source">The file that says so, and its line.</param>
public sealed record FileSum(FileEntry File, ReadOnlyMemory<byte> Sha256, string Source);
