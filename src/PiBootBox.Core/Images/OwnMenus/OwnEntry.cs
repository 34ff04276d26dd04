namespace PiBootBox.Core.Images.OwnMenus;

/// <summary>One entry of a disc's own boot menu that starts a Linux.</summary>
/// <param name="Id">By which the menu names its default.</param>
/// <param name="Kernel">Path within the disc, without a slash before it; so are those of <paramref name="Initrds"/>.</param>
public sealed record OwnEntry(string Id, string Title, string Kernel, IReadOnlyList<string> Initrds, string Arguments);

/// <summary>The text of a menu, which may pull in others.</summary>
internal interface IOwnMenuReader
{
    /// <param name="text">Of one file.</param>
    /// <param name="folder">Of the menu's first file, within the disc: relative paths begin there.</param>
    void Read(string text, string folder);

    /// <summary>Files that were named on the way, in their order; who reads them takes them off.</summary>
    Queue<string> Includes { get; }

    /// <summary>The default first.</summary>
    IReadOnlyList<OwnEntry> Entries { get; }
}
