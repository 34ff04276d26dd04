using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Journal;

/// <summary>How far a machine came. A later one does not imply the earlier ones: a ROM may be iPXE already.</summary>
[Flags]
public enum BootReached
{
    Nothing = 0,
    /// <summary>It took an address, from the box or from another server.</summary>
    Address = 1,
    /// <summary>It asked for a file of the loader folder, whether that was there or not.</summary>
    LoaderAsked = 2,
    /// <summary>It has all of a file of the loader folder.</summary>
    LoaderFetched = 4,
    /// <summary>A loader ran and asked for another program: shim for GRUB, GRUB for iPXE.</summary>
    SecondStageAsked = 8,
    SecondStageFetched = 16,
    /// <summary>iPXE spoke by DHCP.</summary>
    Ipxe = 32,
    /// <summary>It has all of iPXE's menu or of GRUB's.</summary>
    Menu = 64,
    /// <summary>It has all of a file of the drive that is no RAM disk.</summary>
    Kernel = 128,
    /// <summary>It has all of a RAM disk.</summary>
    Initrd = 256,
    /// <summary>After a kernel, an operating system asked for an address.</summary>
    System = 512,
}

/// <summary>One way of one machine, from the DISCOVER of its firmware to wherever it came.</summary>
/// <param name="Began">Monotonic time since the box's boot.</param>
/// <param name="Client">Who began: firmware, or an iPXE that is the ROM.</param>
/// <param name="BootFile">What its firmware was told to fetch; empty when nothing, or when iPXE is the ROM.</param>
/// <param name="Loaders">Files of the loader folder that it has all of, in order, each once, at most <see cref="MostLoaders"/>.</param>
/// <param name="Fetches">
/// How often in a row it has fetched the first of <paramref name="Loaders"/>, earlier attempts included, each time
/// within five minutes of the last and without a kernel in between.
/// </param>
/// <param name="FetchesWithoutMenu">The same, without a menu in between either.</param>
public readonly record struct BootAttempt(
    TimeSpan Began, PxeClient Client, string BootFile, IReadOnlyList<string> Loaders, BootReached Reached, int Fetches, int FetchesWithoutMenu)
{
    public const int MostLoaders = 8;

    /// <summary>When it had all of the last of <see cref="Loaders"/>; monotonic time since the box's boot.</summary>
    public TimeSpan LastLoader { get; init; }

    public bool Has(BootReached step) => (Reached & step) != 0;
}

/// <param name="Current">Null for a machine that nothing is known of.</param>
/// <param name="Previous">The one before it; the box remembers none from before its own start.</param>
public readonly record struct BootAttempts(BootAttempt? Current, BootAttempt? Previous);

/// <summary>
/// What loader rules ask before they choose. Callable from any thread, without I/O and without allocation. What was
/// recorded before counts at once: behind the record of a firmware's DISCOVER, the current attempt is the new one.
/// </summary>
public interface IBootHistory
{
    BootAttempts Of(MachineId machine);
}
