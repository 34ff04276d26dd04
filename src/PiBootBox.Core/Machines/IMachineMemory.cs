namespace PiBootBox.Core.Machines;

/// <summary>What was found out about one machine and outlives a restart of the box.</summary>
/// <param name="OfferShape">Number of the shape of DHCP answer that led it to its boot file; 0 is the usual one.</param>
/// <param name="Loader">Number of the loader chain to hand it, among those for its firmware; 0 is the usual one.</param>
public readonly record struct MachineMemo(byte OfferShape, byte Loader);

/// <summary>
/// Remembers across restarts. Bounded: the machine that was quiet longest is forgotten first. Who asks by a hardware address
/// alone has an entry of its own: the form of an answer that a network card wants goes with the card, also one that many laptops share.
/// </summary>
public interface IMachineMemory
{
    /// <summary>Callable from any thread, without I/O.</summary>
    /// <returns>All zero for a machine that nothing is remembered of.</returns>
    MachineMemo Of(MachineId machine);

    /// <summary>Callable from any thread; reaches the disk later, in the background.</summary>
    /// <param name="change">
    /// From what is remembered now to what shall be: several rules note their own part of it, and none may undo another's. It runs under
    /// the memory's lock, so it only computes.
    /// </param>
    void Remember(MachineId machine, Func<MachineMemo, MachineMemo> change);
}
