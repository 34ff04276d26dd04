using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Hosting;

/// <summary>Who has an address, asked of the DHCP servers of all ports. Callable from any thread.</summary>
public sealed class LeaseDirectory : IMachineDirectory
{
    private volatile (string Port, DhcpServer Server)[] _servers = [];

    /// <summary>A port that is served anew replaces its former server.</summary>
    public void Set(ServedInterface port, DhcpServer server) =>
        _servers = [.. _servers.Where(known => known.Port != port.Name), (port.Name, server)];

    public MachineId? MachineAt(Ipv4 address)
    {
        foreach ((_, DhcpServer server) in _servers)
        {
            if (server.MachineAt(address) is { } machine)
                return machine;
        }
        return null;
    }
}
