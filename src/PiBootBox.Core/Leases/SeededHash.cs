using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>
/// The hash that records get from the compiler has no seed, so a flood could aim all its invented machines at one
/// bucket. <see cref="HashCode"/> draws a seed at every start.
/// </summary>
internal sealed class SeededHash : IEqualityComparer<MachineId>, IEqualityComparer<MacAddress>
{
    public static readonly SeededHash Instance = new();

    public bool Equals(MachineId x, MachineId y) => x == y;

    public int GetHashCode(MachineId machine) => HashCode.Combine(machine.Mac.Value, machine.Uuid);

    public bool Equals(MacAddress x, MacAddress y) => x == y;

    public int GetHashCode(MacAddress mac) => HashCode.Combine(mac.Value);

    public int GetHashCode(Ipv4 address) => HashCode.Combine(address.Value);
}
