using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Tree;

/// <summary>All that the box can hand out at one moment. Immutable, and replaced as a whole.</summary>
public sealed record BoxContents(DriveSnapshot Drive, FileIndex Loaders)
{
    /// <summary>Who signed the second stages in the loader folder, by their names there.</summary>
    public IReadOnlyDictionary<string, Signer> SecondStages { get; init; } = new Dictionary<string, Signer>();

    /// <summary>Who signed the GRUB that a firmware's shim starts, and with it what that shim vouches for.</summary>
    /// <returns>Debian where no GRUB was looked at: its pair is the usual one.</returns>
    public Signer GrubSignerOf(Firmware firmware)
    {
        foreach (LoaderChain chain in LoaderChains.Of(firmware))
        {
            if (chain.Number == LoaderChains.Shim)
                return SecondStages.GetValueOrDefault(chain.Then, Signer.Debian);
        }
        return Signer.Debian;
    }
}

/// <summary>
/// The one place where the current contents lie. Readers take <see cref="Current"/> once and work on it;
/// only the drive's watcher replaces it.
/// </summary>
public sealed class ContentShelf(BoxContents first)
{
    private volatile BoxContents _current = first;

    public BoxContents Current => _current;

    public void Replace(BoxContents contents) => _current = contents;
}
