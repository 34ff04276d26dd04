using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>
/// One machine: its hardware address together with the UUID of option 97. A shared USB network
/// dongle is not a machine, so the address alone is not enough; a UUID that says nothing
/// (all zero, all ones) falls back to the address and is held as <see cref="Guid.Empty"/>.
/// </summary>
public readonly record struct MachineId
{
    public MachineId(MacAddress mac, Guid uuid = default)
    {
        Mac = mac;
        Uuid = uuid == Guid.AllBitsSet ? Guid.Empty : uuid;
    }

    public MacAddress Mac { get; }

    public Guid Uuid { get; }

    /// <summary>A machine of which nothing but the address is known.</summary>
    public static implicit operator MachineId(MacAddress mac) => new(mac);

    public override string ToString() => Mac.ToString();
}
