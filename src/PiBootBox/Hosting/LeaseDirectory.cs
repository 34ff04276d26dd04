using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Hosting;

/// <summary>Who has an address, asked of what DHCP knows on all ports. Callable from any thread.</summary>
public sealed class LeaseDirectory : IMachineDirectory
{
    private volatile (string Port, IMachineDirectory Machines)[] _ports = [];

    /// <summary>A port that is served anew replaces what was known there.</summary>
    public void Set(ServedInterface port, IMachineDirectory machines) =>
        _ports = [.. _ports.Where(known => known.Port != port.Name), (port.Name, machines)];

    public MachineId? MachineAt(Ipv4 address)
    {
        foreach ((_, IMachineDirectory machines) in _ports)
        {
            if (machines.MachineAt(address) is { } machine)
                return machine;
        }
        return null;
    }
}
