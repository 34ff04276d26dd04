using System.Collections.Concurrent;
using System.Text;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

public enum MenuKind
{
    Ipxe,
    /// <summary>For a machine that comes again and again without a system started: it says so, and waits longer.</summary>
    IpxeAfterLoop,
    Grub,
    /// <summary>The same for GRUB.</summary>
    GrubAfterLoop,
}

/// <summary>
/// The generated menus, kept until the contents or the profile change: one of each kind for each address of the box, one for those who took
/// what is armed, and one for each machine of which the settings, or an installation, say something that a menu cannot find out by itself.
/// </summary>
/// <param name="machines">Who asks; null for a box that does not know.</param>
public sealed class MenuShelf(ContentShelf shelf, BootPlanner planner, BoxIdentity box, IMachineDirectory? machines = null)
{
    /// <summary>A box has a handful of addresses, and a classroom is switched on together; more must not grow memory.</summary>
    private const int MostMenus = 64;

    /// <summary>Of one kind. A menu of 1,000 images has 1 to 2 MB, and this is room for half a dozen.</summary>
    private const long MostBytes = 8 * 1024 * 1024;

    private volatile Edition? _edition;

    /// <param name="address">The box's own, on which it was asked: the menu's URLs carry it.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="now">Monotonic time since the box's boot.</param>
    public MemoryEntry For(Ipv4 address, MenuKind kind, Ipv4 client, TimeSpan now)
    {
        BoxContents contents = shelf.Current;
        MachineId? machine = machines?.MachineAt(client);
        Profile profile = planner.ProfileFor(contents.Drive, machine, now), shared = planner.SharedProfile;
        Edition? edition = _edition;
        if (edition is null || !ReferenceEquals(edition.Contents, contents) || !ReferenceEquals(edition.Profile, shared))
            _edition = edition = new Edition(contents, shared, [[], [], [], []]);

        // GRUB asks for one name alone, and so does an iPXE that looks for its script before it has spoken by DHCP.
        if (machine is { } asker && planner.ComesAgain(asker))
            kind = kind == MenuKind.Grub ? MenuKind.GrubAfterLoop : kind == MenuKind.Ipxe ? MenuKind.IpxeAfterLoop : kind;
        Installation? installation = machine is { } known ? planner.InstallationOf(known) : null;
        if (installation is null && !(machine is { } other && contents.Drive.Settings.Rules.WantsOwnMenu(other)))
            machine = null;
        bool isAfterLoop = kind is MenuKind.GrubAfterLoop or MenuKind.IpxeAfterLoop;
        var key = new Key(new MenuReader(address, profile, machine, isAfterLoop), installation);
        ConcurrentDictionary<Key, MemoryEntry> menus = edition.Menus[(int)kind];
        if (menus.TryGetValue(key, out MemoryEntry? menu))
            return menu;
        string script = kind is MenuKind.Grub or MenuKind.GrubAfterLoop
            ? GrubMenu.Write(contents, planner, box, key.Reader)
            : IpxeMenu.Write(contents, planner, box, key.Reader);
        menu = new MemoryEntry(Encoding.ASCII.GetBytes(script), "text/plain; charset=us-ascii");
        if (menus.Count >= MostMenus || menus.Count * menu.Length > MostBytes)
            menus.Clear();
        menus.TryAdd(key, menu);
        return menu;
    }

    /// <summary>A generated file of an image, with the URLs by which that machine reaches the box.</summary>
    public MemoryEntry Fill(BootImage image, TemplateEntry template, Ipv4 address) =>
        new(Encoding.ASCII.GetBytes(ImagePath.Fill(image, template.Text, BoxUrl.Root(address, box.HttpPort), address)), template.MediaType);

    private readonly record struct Key(MenuReader Reader, Installation? Installation);

    /// <param name="Menus">By <see cref="MenuKind"/>.</param>
    private sealed record Edition(BoxContents Contents, Profile Profile, ConcurrentDictionary<Key, MemoryEntry>[] Menus);
}
