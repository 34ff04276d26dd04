namespace PiBootBox.Core.Integrity;

/// <summary>What the box asks of a drive.</summary>
/// <param name="Keys">Public keys whose signatures count.</param>
/// <param name="RequireSigned">What none of them signed is handed out to nobody.</param>
public sealed record SealPolicy(IReadOnlyList<TrustedKey> Keys, bool RequireSigned)
{
    public static readonly SealPolicy None = new([], false);
}
