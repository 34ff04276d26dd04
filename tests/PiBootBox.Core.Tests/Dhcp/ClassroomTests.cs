using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>A thousand machines switched on at once, on a network that loses, doubles and reorders, in virtual time.</summary>
public class ClassroomTests
{
    private const int Machines = 1000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Every_machine_ends_with_an_address_of_its_own(int seed, bool probe)
    {
        var room = new Classroom(seed, probe);
        room.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(Machines, room.Addresses.Count(address => !address.IsAny));
        Assert.Equal(Machines, room.Addresses.Distinct().Count());
        Assert.All(Enumerable.Range(0, Machines), i =>
            Assert.Equal(TestServer.Mac(i), room.Server.Core.MachineAt(room.Addresses[i])?.Mac));
        Assert.Empty(room.Server.Journal.Troubles);
    }

    private sealed class Classroom
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

        private readonly Random _random;
        private readonly PriorityQueue<Action, TimeSpan> _events = new();
        private readonly Machine[] _machines;

        public Classroom(int seed, bool probe)
        {
            _random = new Random(seed);
            Server = new TestServer(new DhcpSettings { Probe = probe }, TestServer.Port with { Address = new Ipv4Subnet(TestServer.Box, 20) })
            {
                Now = TimeSpan.Zero,
            };
            _machines = [.. Enumerable.Range(0, Machines).Select(i => new Machine(i))];
            foreach (Machine machine in _machines)
                At(Milliseconds(2000), () => Ask(machine));
            Tick();
        }

        public TestServer Server { get; }

        public Ipv4[] Addresses => [.. _machines.Select(machine => machine.Address)];

        public void Run(TimeSpan end)
        {
            while (_events.TryDequeue(out Action? happens, out TimeSpan when) && when <= end)
            {
                Server.Now = when;
                happens();
            }
        }

        // The packet loop's timer: probes and the answers that waited for them.
        private void Tick()
        {
            Server.Probes();
            while (Server.NextAnswer() is { } reply)
                Carry(() => Hear(reply));
            At(TimeSpan.FromMilliseconds(50), Tick);
        }

        private void Ask(Machine machine)
        {
            if (!machine.Address.IsAny)
                return;
            if (machine.Tries++ % 4 == 3)
                machine.Offer = default; // Four times without an answer: from the beginning.
            int asked = machine.Tries;
            ClientMessage message = (machine.Offer.IsAny
                ? TestServer.Discover(machine.Number)
                : TestServer.Select(machine.Number, machine.Offer)) with
            { TransactionId = machine.Transaction };
            Carry(() =>
            {
                if (Server.Send(message) is { } reply)
                    Carry(() => Hear(reply));
            });
            At(Patience + Milliseconds(1000), () =>
            {
                if (machine.Tries == asked)
                    Ask(machine);
            });
        }

        private void Hear(TestReply reply)
        {
            Machine machine = _machines[(int)(reply.Mac.Value & 0xFFFF)];
            if (reply.TransactionId != machine.Transaction || !machine.Address.IsAny)
                return;
            switch (reply.Type)
            {
                case DhcpMessageType.Offer when machine.Offer.IsAny:
                    machine.Offer = reply.Address;
                    Ask(machine);
                    break;
                case DhcpMessageType.Ack when reply.Address == machine.Offer:
                    machine.Address = reply.Address;
                    break;
                case DhcpMessageType.Nak:
                    machine.Offer = default;
                    machine.Transaction += 0x10000;
                    break;
            }
        }

        // One packet in ten is lost, one in ten comes twice, and each takes its own time.
        private void Carry(Action arrives)
        {
            int fate = _random.Next(10);
            for (int copy = fate == 0 ? 1 : 0; copy < (fate == 1 ? 2 : 1); copy++)
                At(Milliseconds(300), arrives);
        }

        private void At(TimeSpan later, Action happens) => _events.Enqueue(happens, Server.Now + later);

        private TimeSpan Milliseconds(int most) => TimeSpan.FromMilliseconds(_random.Next(1, most));
    }

    private sealed class Machine(int number)
    {
        public int Number { get; } = number;

        public uint Transaction { get; set; } = (uint)number;

        public int Tries { get; set; }

        public Ipv4 Offer { get; set; }

        public Ipv4 Address { get; set; }
    }
}
