using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tree;

/// <summary>All that the box can hand out at one moment. Immutable, and replaced as a whole.</summary>
public sealed record BoxContents(DriveSnapshot Drive, FileIndex Loaders);

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
