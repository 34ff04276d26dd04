using System.Collections.Concurrent;
using System.Text;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>The generated menus, one for each address of the box, kept until the drive or the profile changes.</summary>
public sealed class MenuShelf(ContentShelf shelf, BootPlanner planner, BoxIdentity box)
{
    /// <summary>A box has a handful of addresses; more would be a mistake, and must not grow memory.</summary>
    private const int MostAddresses = 64;

    private volatile Edition? _edition;

    /// <param name="address">The box's own, on which it was asked: the menu's URLs carry it.</param>
    public MemoryEntry For(Ipv4 address)
    {
        BoxContents contents = shelf.Current;
        Profile profile = planner.Profile;
        Edition? edition = _edition;
        if (edition is null || !ReferenceEquals(edition.Contents, contents) || !ReferenceEquals(edition.Profile, profile))
            _edition = edition = new Edition(contents, profile, new ConcurrentDictionary<Ipv4, MemoryEntry>());

        if (edition.Menus.TryGetValue(address, out MemoryEntry? menu))
            return menu;
        string script = IpxeMenu.Write(contents.Drive, planner, box, address);
        menu = new MemoryEntry(Encoding.ASCII.GetBytes(script), "text/plain; charset=us-ascii");
        if (edition.Menus.Count < MostAddresses)
            edition.Menus.TryAdd(address, menu);
        return menu;
    }

    private sealed record Edition(BoxContents Contents, Profile Profile, ConcurrentDictionary<Ipv4, MemoryEntry> Menus);
}
