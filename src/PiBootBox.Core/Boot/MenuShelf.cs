using System.Collections.Concurrent;
using System.Text;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

public enum MenuKind
{
    Ipxe,
    /// <summary>For a machine that comes again and again without a system started.</summary>
    IpxeAfterLoop,
    Grub,
}

/// <summary>The generated menus, one of each kind for each address of the box, kept until the contents or the profile change.</summary>
public sealed class MenuShelf(ContentShelf shelf, BootPlanner planner, BoxIdentity box)
{
    /// <summary>A box has a handful of addresses; more would be a mistake, and must not grow memory.</summary>
    private const int MostAddresses = 64;

    private volatile Edition? _edition;

    /// <param name="address">The box's own, on which it was asked: the menu's URLs carry it.</param>
    public MemoryEntry For(Ipv4 address, MenuKind kind)
    {
        BoxContents contents = shelf.Current;
        Profile profile = planner.Profile;
        Edition? edition = _edition;
        if (edition is null || !ReferenceEquals(edition.Contents, contents) || !ReferenceEquals(edition.Profile, profile))
            _edition = edition = new Edition(contents, profile, [[], [], []]);

        ConcurrentDictionary<Ipv4, MemoryEntry> menus = edition.Menus[(int)kind];
        if (menus.TryGetValue(address, out MemoryEntry? menu))
            return menu;
        string script = kind == MenuKind.Grub
            ? GrubMenu.Write(contents, planner, box, address)
            : IpxeMenu.Write(contents.Drive, planner, box, address, isAfterLoop: kind == MenuKind.IpxeAfterLoop);
        menu = new MemoryEntry(Encoding.ASCII.GetBytes(script), "text/plain; charset=us-ascii");
        if (menus.Count < MostAddresses)
            menus.TryAdd(address, menu);
        return menu;
    }

    /// <param name="Menus">By <see cref="MenuKind"/>.</param>
    private sealed record Edition(BoxContents Contents, Profile Profile, ConcurrentDictionary<Ipv4, MemoryEntry>[] Menus);
}
