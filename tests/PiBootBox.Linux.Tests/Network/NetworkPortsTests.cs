using System.Net.NetworkInformation;
using System.Net.Sockets;
using PiBootBox.Linux.Network;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Network;

public sealed class NetworkPortsTests
{
    [Fact]
    public void The_ports_are_those_that_the_framework_lists()
    {
        NetworkInterface[] expected = NetworkInterface.GetAllNetworkInterfaces();

        List<NetworkPort> ports = NetworkPorts.List();

        Assert.Equal(expected.Select(nic => nic.Name).Order(StringComparer.Ordinal), ports.Select(port => port.Name));
        foreach (NetworkPort port in ports)
        {
            NetworkInterface same = expected.First(nic => nic.Name == port.Name);
            UnicastIPAddressInformation? address = same.GetIPProperties().UnicastAddresses.FirstOrDefault(
                candidate => candidate.Address.AddressFamily == AddressFamily.InterNetwork && candidate.PrefixLength is >= 8 and <= 30
                    && !candidate.Address.ToString().StartsWith("169.254.", StringComparison.Ordinal));
            if (port.Served is not { } served)
            {
                Assert.True(address is null || same.GetPhysicalAddress().GetAddressBytes().Length != MacAddress.Length);
                continue;
            }
            Assert.Equal($"{address!.Address}/{address.PrefixLength}", served.Address.ToString());
            Assert.Equal(same.GetPhysicalAddress().ToString(), served.Mac.ToString().Replace(":", "", StringComparison.Ordinal), ignoreCase: true);
            Assert.Equal(same.GetIPProperties().GetIPv4Properties().Mtu, served.Mtu);
        }
    }
}
