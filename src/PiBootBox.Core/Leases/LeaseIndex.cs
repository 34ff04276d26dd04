using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>
/// Finds the address that a client has, or had last. A client is its identifier (RFC 2131 section 4.2);
/// but one PC comes as ROM, as iPXE and as an operating system with three identifiers, so the hardware
/// address counts as well, unless two UUIDs say that two PCs share a network dongle.
/// </summary>
internal sealed class LeaseIndex(Lease[] slots)
{
    /// <summary>UUIDs that one hardware address may come with before the next one takes the last one's address.</summary>
    public const int MostPerMac = 4;

    private readonly Dictionary<UInt128, int> _byKey = [];
    private readonly Dictionary<MachineId, int> _byMachine = new(SeededHash.Instance);
    private readonly Dictionary<MacAddress, OfMac> _byMac = new(SeededHash.Instance);

    /// <returns><see cref="Slot.None"/> for a client that is not known.</returns>
    public int Find(in LeaseClient client)
    {
        Guid uuid = client.Machine.Uuid;
        if (client.Key != ClientKey.None && _byKey.TryGetValue(client.Key, out int slot) && MayBe(slot, uuid) && IsFreeFor(slot, client))
            return slot;
        if (uuid != Guid.Empty && _byMachine.TryGetValue(client.Machine, out slot))
            return slot;
        return _byMac.TryGetValue(client.Machine.Mac, out OfMac ofMac)
            && slots[ofMac.Latest].IsIndexed
            && slots[ofMac.Latest].Machine.Mac == client.Machine.Mac
            && (MayBe(ofMac.Latest, uuid) || ofMac.Count >= MostPerMac)
            ? ofMac.Latest
            : Slot.None;
    }

    /// <summary>Whether the slot is that client's own, by identifier or by hardware address.</summary>
    public bool Owns(in LeaseClient client, int slot) =>
        slots[slot].IsIndexed
        && MayBe(slot, client.Machine.Uuid)
        && (slots[slot].Machine.Mac == client.Machine.Mac
            || client.Key != ClientKey.None && slots[slot].Key == client.Key && IsFreeFor(slot, client));

    /// <remarks>
    /// RFC 2131 takes equal identifiers for one client. But clones of one disk (systemd-networkd makes its identifier
    /// from the machine id) and boards that share a UUID have the same one at the same time: while one holds the
    /// address the other gets one of its own.
    /// </remarks>
    private bool IsFreeFor(int slot, in LeaseClient client) => slots[slot].Machine.Mac == client.Machine.Mac || !slots[slot].IsHeld;

    /// <summary>Makes the slot that client's.</summary>
    public void Assign(int slot, in LeaseClient client)
    {
        ref Lease lease = ref slots[slot];
        LeaseClient merged = lease.IsIndexed ? Merge(lease, client) : client;
        if (lease.IsIndexed && lease.Machine == merged.Machine && lease.Key == merged.Key && _byMac[merged.Machine.Mac].Latest == slot)
            return;
        Remove(slot);
        lease.Machine = merged.Machine;
        lease.Key = merged.Key;
        lease.IsIndexed = true;
        if (lease.Key != ClientKey.None)
            _byKey[lease.Key] = slot;
        _byMachine[lease.Machine] = slot;
        _byMac.TryGetValue(lease.Machine.Mac, out OfMac ofMac);
        _byMac[lease.Machine.Mac] = new OfMac(slot, ofMac.Count + 1);
    }

    /// <summary>Forgets whose the slot was.</summary>
    public void Remove(int slot)
    {
        ref Lease lease = ref slots[slot];
        if (!lease.IsIndexed)
            return;
        if (_byKey.TryGetValue(lease.Key, out int found) && found == slot)
            _byKey.Remove(lease.Key);
        if (_byMachine.TryGetValue(lease.Machine, out found) && found == slot)
            _byMachine.Remove(lease.Machine);
        OfMac ofMac = _byMac[lease.Machine.Mac];
        if (ofMac.Count == 1)
            _byMac.Remove(lease.Machine.Mac);
        else
            _byMac[lease.Machine.Mac] = ofMac with { Count = ofMac.Count - 1 };
        lease.IsIndexed = false;
        lease.Machine = default;
        lease.Key = ClientKey.None;
    }

    /// <summary>An operating system says no UUID: what its ROM said before still holds.</summary>
    private static LeaseClient Merge(in Lease lease, in LeaseClient client) => new(
        client.Machine.Uuid == Guid.Empty && client.Machine.Mac == lease.Machine.Mac ? lease.Machine : client.Machine,
        client.Key == ClientKey.None && client.Machine.Mac == lease.Machine.Mac ? lease.Key : client.Key);

    private bool MayBe(int slot, Guid uuid)
    {
        Guid known = slots[slot].Machine.Uuid;
        return uuid == Guid.Empty || known == Guid.Empty || uuid == known;
    }

    private readonly record struct OfMac(int Latest, int Count);
}
