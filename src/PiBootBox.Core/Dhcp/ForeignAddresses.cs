using System.Collections.Concurrent;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// Which machine has which address of another server, learned from what is heard of their exchange. Bounded;
/// one thread learns, any may ask.
/// </summary>
internal sealed class ForeignAddresses
{
    private const int Most = 4096;

    private readonly ConcurrentDictionary<Ipv4, MachineId> _machines = new();

    public MachineId? At(Ipv4 address) => _machines.TryGetValue(address, out MachineId machine) ? machine : null;

    /// <summary>
    /// The address that the message shows to be its machine's: not the one that a machine had before it was switched off and asks for
    /// (option 50 alone), for it may have come from another network; not the one that an INFORM only claims.
    /// </summary>
    /// <returns>0.0.0.0 when it shows none.</returns>
    public static Ipv4 In(in DhcpMessage message) => message.Type switch
    {
        DhcpMessageType.Request when !message.IsReply => message.ServerId.IsAny ? message.ClientAddress : message.RequestedAddress,
        DhcpMessageType.Ack when message.IsReply => message.YourAddress,
        _ => default,
    };

    public void Learn(Ipv4 address, in MachineId machine)
    {
        // In the steady state nothing changes, and nothing is allocated.
        if (_machines.TryGetValue(address, out MachineId known) && Says(known, machine))
            return;
        // The wire of more machines than that has turned over: the ones that are left ask again.
        if (_machines.Count >= Most)
            _machines.Clear();
        _machines[address] = machine;
    }

    /// <summary>What is known says as much: the same machine, and its UUID too unless nobody told one.</summary>
    private static bool Says(in MachineId known, in MachineId machine) =>
        known.Mac == machine.Mac && (machine.Uuid == Guid.Empty || known.Uuid == machine.Uuid);
}
