using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Leases;
using PiBootBox.Wire;
using static PiBootBox.Core.Tests.Leases.Table;

namespace PiBootBox.Core.Tests.Leases;

/// <summary>Whatever happens in whatever order: nobody is given what another has, and nothing is lost.</summary>
public class LeaseTableModelTests
{
    private const int Addresses = 8;
    private const int Machines = 14;

    private enum Do
    {
        Offer, OfferWish, BindOffered, Reboot, Release, Decline, Withdraw, Arp, PassSeconds, PassMinutes, Restart,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_address_has_two_machines_and_none_is_lost(bool probe)
    {
        var steps = Gen.ListOf(
            from what in Gen.Elements(Enum.GetValues<Do>())
            from machine in Gen.Choose(0, Machines - 1)
            from address in Gen.Choose(0, Addresses - 1)
            from amount in Gen.Choose(1, 50)
            select (what, machine, address, amount), 120);
        Prop.ForAll(steps.ToArbitrary(), list =>
        {
            var run = new Run(probe);
            foreach ((Do what, int machine, int address, int amount) in list)
                run.Step(what, machine, address, amount);
            run.CheckNothingIsLost();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private sealed class Run(bool probe)
    {
        private readonly Table _table = new(Addresses, probe);
        // What the machines believe: that is what must never collide.
        private readonly Dictionary<Ipv4, (int Machine, TimeSpan Until)> _bound = [];
        private readonly Dictionary<Ipv4, (int Machine, TimeSpan Until)> _offered = [];
        private readonly Dictionary<Ipv4, TimeSpan> _quarantined = [];

        public void Step(Do what, int machine, int address, int amount)
        {
            LeaseClient client = Client(machine);
            Ipv4 target = Address(address);
            switch (what)
            {
                case Do.Offer or Do.OfferWish:
                    if (_table.Offer(client, what == Do.OfferWish ? target : default) is { } offered)
                    {
                        IsFreeFor(machine, offered);
                        if (_offered.TryGetValue(offered, out var before) && before.Until > _table.Now)
                            Assert.Equal(before.Machine, machine);
                        _offered[offered] = (machine, _table.Now + LeaseTable.LeastOfferTime);
                    }
                    break;
                case Do.BindOffered:
                    foreach ((Ipv4 open, _) in _offered.Where(offer => offer.Value.Machine == machine).ToArray())
                        Bind(machine, open);
                    break;
                case Do.Reboot:
                    Bind(machine, target);
                    break;
                case Do.Release:
                    if (_table.Leases.Release(client, target, _table.Now, out _))
                        Forget(target);
                    break;
                case Do.Decline:
                    if (_table.Leases.Decline(client, target, _table.Now, out _) is var outcome and not DeclineOutcome.NotTheirs)
                    {
                        Forget(target);
                        if (outcome == DeclineOutcome.Quarantined)
                            _quarantined[target] = _table.Now + LeaseTable.QuarantineTime;
                    }
                    break;
                case Do.Withdraw:
                    if (_table.Leases.Withdraw(client, _table.Now))
                        _offered.Where(offer => offer.Value.Machine == machine).ToList().ForEach(offer => _offered.Remove(offer.Key));
                    break;
                case Do.Arp:
                    _table.Leases.OnArp(target, new MacAddress(0x020000000000u + (ulong)machine), _table.Now);
                    break;
                case Do.PassSeconds:
                    _table.Pass(TimeSpan.FromSeconds(amount) / 2);
                    break;
                case Do.PassMinutes:
                    _table.Pass(TimeSpan.FromMinutes(amount));
                    break;
                default:
                    _table.Restart();
                    _offered.Clear();
                    break;
            }
        }

        public void CheckNothingIsLost()
        {
            foreach ((Ipv4 address, (int machine, TimeSpan until)) in _bound)
            {
                if (until > _table.Now)
                    Assert.Equal(Client(machine).Machine, _table.Leases.ByAddress(address));
            }
            _table.Pass(3 * Hour);
            Assert.Empty(_table.Leases.Snapshot(_table.Now));
            var given = new HashSet<Ipv4?>();
            for (int newcomer = 1000; newcomer < 1000 + Addresses; newcomer++)
            {
                // It may have to wait for its probe, and asks again.
                Ipv4? address = _table.Boot(Client(newcomer));
                _table.Pass(TimeSpan.FromSeconds(1));
                Assert.True(given.Add(address ?? _table.Boot(Client(newcomer))), "given twice");
            }
            Assert.DoesNotContain(null, given);
        }

        private void Bind(int machine, Ipv4 address)
        {
            if (_table.Bind(Client(machine), address) != BindOutcome.Bound)
                return;
            IsFreeFor(machine, address);
            Forget(address);
            _bound[address] = (machine, _table.Now + Hour);
        }

        private void IsFreeFor(int machine, Ipv4 address)
        {
            if (_bound.TryGetValue(address, out var lease) && lease.Until > _table.Now)
                Assert.Equal(lease.Machine, machine);
            if (_quarantined.TryGetValue(address, out TimeSpan until))
                Assert.True(until <= _table.Now, $"{address} is in quarantine");
        }

        private void Forget(Ipv4 address)
        {
            _bound.Remove(address);
            _offered.Remove(address);
        }
    }
}
