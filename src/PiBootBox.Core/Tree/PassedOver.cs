namespace PiBootBox.Core.Tree;

/// <summary>Something on a drive that is not served or not listed, and the sentence that says why.</summary>
/// <param name="Path">Relative to the drive.</param>
public sealed record PassedOver(string Path, string Reason);
