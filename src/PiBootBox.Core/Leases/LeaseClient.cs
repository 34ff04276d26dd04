using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Leases;

/// <summary>Who asks for an address.</summary>
/// <param name="Machine">Hardware address, and the UUID if it said one.</param>
/// <param name="Key">Its client identifier, <see cref="ClientKey.None"/> without one.</param>
public readonly record struct LeaseClient(MachineId Machine, UInt128 Key);
