using PiBootBox.Core.Boot;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

public class AllocationTests
{
    private const int Machines = 500;

    private static readonly Ipv4Subnet Wide = new(TestServer.Box, 15);

    [Theory]
    [InlineData(RoleSetting.Server)]
    [InlineData(RoleSetting.Proxy)]
    public void Machines_that_come_back_cost_no_allocation(RoleSetting role)
    {
        ServedInterface port = TestServer.Port with { Address = Wide };
        var journal = new DeafJournal();
        var activity = new ActivityBoard();
        var ladder = new OfferLadder(new TestMemory(), activity, journal);
        var server = new DhcpDesk(
            port,
            new DhcpServer(new DhcpSettings { Probe = false }, port, new FixedBoot(), journal, activity, ladder),
            new ProxyServer(port, new FixedBoot(), journal, ladder),
            new RoleKeeper(role, port, journal, TimeSpan.Zero));
        byte[] reply = new byte[DhcpServer.ReplySize];
        byte[][] discovers = [.. Enumerable.Range(0, Machines).Select(i => Pxe(DhcpMessageType.Discover, i).ToBytes())];
        byte[][] requests = [.. Enumerable.Range(0, Machines).Select(i => Offered(server, discovers[i], i, reply))];
        TimeSpan now = TimeSpan.FromSeconds(2);
        Exchange(server, discovers, requests, reply, now);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int answers = Exchange(server, discovers, requests, reply, now + TimeSpan.FromSeconds(1));
        long after = GC.GetAllocatedBytesForCurrentThread();

        // A proxy has nothing to say to a REQUEST.
        Assert.Equal(role == RoleSetting.Server ? 2 * Machines : Machines, answers);
        Assert.Equal(0, after - before);
    }

    private static int Exchange(DhcpDesk server, byte[][] discovers, byte[][] requests, byte[] reply, TimeSpan now)
    {
        int answers = 0;
        for (int i = 0; i < Machines; i++)
        {
            var arrival = new DhcpArrival(TestServer.Mac(i), default, Ipv4.Broadcast);
            answers += server.Handle(discovers[i], arrival, now, reply).Sends ? 1 : 0;
            answers += server.Handle(requests[i], arrival, now, reply).Sends ? 1 : 0;
            while (server.TryNextAnswer(now, reply, out _))
                answers++;
            _ = server.NextDeadline;
        }
        return answers;
    }

    private static byte[] Offered(DhcpDesk server, byte[] discover, int machine, byte[] reply)
    {
        var arrival = new DhcpArrival(TestServer.Mac(machine), default, Ipv4.Broadcast);
        int length = server.Handle(discover, arrival, TimeSpan.FromSeconds(1), reply).Length;
        DhcpMessage.TryParse(reply.AsSpan(0, length), out DhcpMessage offer, out _);
        return Pxe(DhcpMessageType.Request, machine)
            .With(DhcpCode.RequestedAddress, offer.YourAddress).With(DhcpCode.ServerId, TestServer.Box).ToBytes();
    }

    private static ClientMessage Pxe(DhcpMessageType type, int machine) => new ClientMessage(type, TestServer.Mac(machine))
        .With(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8.ToArray())
        .With(DhcpCode.ClientArchitecture, 0, 7)
        .With(DhcpCode.ClientId, 1, 2, 3, (byte)machine, (byte)(machine >> 8))
        .With(DhcpCode.ParameterList, 1, 3, 6, 15, 66, 67);

    private sealed class FixedBoot : IBootFiles
    {
        private static readonly BootFile File = new("snponly.efi"u8.ToArray(), "a UEFI machine");

        public BootFile For(MachineId machine, PxeClient client, Ipv4 box) => File;
    }

    private sealed class DeafJournal : IMachineJournal
    {
        public void Record(in MachineEvent happened)
        {
        }

        public void Trouble(string kind, string sentence)
        {
        }

        public void RoleChanged(string port, Role role, string sentence)
        {
        }
    }
}
