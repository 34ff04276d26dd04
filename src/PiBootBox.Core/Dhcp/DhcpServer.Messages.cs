using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>What each message of a client means (RFC 2131 section 4.3).</summary>
public sealed partial class DhcpServer
{
    private DhcpAnswer OnDiscover(in DhcpAsk ask, bool mayWait, Span<byte> reply)
    {
        // A message that waited for its probe was told when it came.
        if (mayWait)
            Tell(Step.AddressAsked, ask, default, why: RaspberryPi.Words(ask.Pxe));
        OfferOutcome outcome = ask.Network.Leases.Offer(ask.Client, ask.Message.RequestedAddress, ask.Now, out Ipv4 address);
        if (outcome == OfferOutcome.WaitsForProbe && mayWait)
            _pending.Add(ask.Message.Bytes, ask.Arrival, ask.Now);
        if (outcome is OfferOutcome.PoolFull or OfferOutcome.TooManyOffers)
            TellFull(outcome, ask);
        if (outcome != OfferOutcome.Offered)
            return DhcpAnswer.Nothing;

        BootFile? boot = BootFor(ask);
        OfferShape shape = boot is { FileName.IsEmpty: false }
            ? _ladder.ForOffer(ask.Message, ask.Machine, ask.Pxe, isProxy: false, address, ask.Now)
            : default;
        Tell(Step.AddressOffered, ask, address, boot);
        int length = _replies.WriteAddress(
            DhcpMessageType.Offer, ask, address, LeaseDuration.For(ask.Message.LeaseSeconds, _settings), boot, shape, reply);
        return Send(DhcpMessageType.Offer, ask, address, length, shape.Broadcasts) with
        {
            Delay = ask.Pxe.IsRaspberryPi ? RaspberryPi.DelayFor(ask.Message.HardwareAddress) : TimeSpan.Zero,
        };
    }

    private DhcpAnswer OnRequest(in DhcpAsk ask, Span<byte> reply)
    {
        Ipv4 server = ask.Message.ServerId;
        if (!server.IsAny && server != Box)
        {
            if (ask.Network.Leases.Withdraw(ask.Client, ask.Now))
                Tell(Step.AddressReleased, ask, ask.Message.RequestedAddress, why: "it took the address of another DHCP server");
            return DhcpAnswer.Nothing;
        }
        bool isSelecting = !server.IsAny;
        Ipv4 address = ask.Message.RequestedAddress;
        if (address.IsAny)
            address = ask.Message.ClientAddress;
        if (address.IsAny)
            return Drop(ask.Arrival, "it requests no address");

        TimeSpan duration = LeaseDuration.For(ask.Message.LeaseSeconds, _settings);
        // Silence leaves a lease of another server to its machine. Alone the box says no, so that a machine from elsewhere asks anew
        // at once, and one from before a lost lease file keeps its address, if nobody else has it.
        bool decides = isSelecting || !SharesWire || ask.Network != _networks.Own;
        BindOutcome outcome = ask.Network.Leases.Bind(ask.Client, address, duration, decides, ask.Now, out LeaseRecord record);
        if (outcome == BindOutcome.Bound)
        {
            BootFile? boot = BootFor(ask);
            _ladder.Took(ask.Message, ask.Pxe, address, ask.Now);
            OfferShape shape = ShapeFor(ask);
            Tell(Step.AddressGiven, ask, address, boot);
            int length = _replies.WriteAddress(DhcpMessageType.Ack, ask, address, duration, boot, shape, reply);
            return Send(DhcpMessageType.Ack, ask, address, length, shape.Broadcasts) with { Store = record };
        }
        if (!decides)
            return DhcpAnswer.Nothing;
        Tell(Step.AddressRefused, ask, address, why: outcome == BindOutcome.NotOurs
            ? "the address is none that the box gives out here"
            : "the address belongs to another machine, or this one has a different address");
        return Send(DhcpMessageType.Nak, ask, default, _replies.WriteNak(ask, "this address is not yours here"u8, reply));
    }

    private DhcpAnswer OnDecline(in DhcpAsk ask)
    {
        Ipv4 address = ask.Message.RequestedAddress;
        if (!IsOurs(ask.Message))
            return DhcpAnswer.Nothing;
        DeclineOutcome outcome = ask.Network.Leases.Decline(ask.Client, address, ask.Now, out LeaseRecord record);
        if (outcome == DeclineOutcome.NotTheirs)
            return DhcpAnswer.Nothing;
        Tell(Step.AddressDeclined, ask, address, why: "another device answered on that address");
        string sentence = outcome == DeclineOutcome.Quarantined
            ? $"{ask.Machine} found another device on {address}: the address is not given out for {LeaseTable.QuarantineTime.TotalMinutes} minutes. Look for a device with that fixed address."
            : $"{ask.Machine} declines one address after another: they stay in use. Look at that machine, or for a device that answers every ARP question.";
        _journal.Trouble("address declined", sentence);
        return DhcpAnswer.Nothing with { Store = record };
    }

    private DhcpAnswer OnRelease(in DhcpAsk ask)
    {
        Ipv4 address = ask.Message.ClientAddress;
        if (!IsOurs(ask.Message) || !ask.Network.Leases.Release(ask.Client, address, ask.Now, out LeaseRecord record))
            return DhcpAnswer.Nothing;
        Tell(Step.AddressReleased, ask, address);
        return DhcpAnswer.Nothing with { Store = record };
    }

    private DhcpAnswer OnInform(in DhcpAsk ask, Span<byte> reply)
    {
        Ipv4 address = ask.Message.ClientAddress.IsAny ? ask.Arrival.Source : ask.Message.ClientAddress;
        // An answer to somewhere else would be one for a forger's victim.
        if (!ask.Network.Subnet.Contains(address))
            return DhcpAnswer.Nothing;
        BootFile? boot = BootFor(ask);
        Tell(Step.AddressAsked, ask, address, boot, "it has an address and asks for the other settings only");
        return Send(DhcpMessageType.Ack, ask, default, _replies.WriteInform(ask, boot, ShapeFor(ask), reply));
    }

    /// <summary>
    /// A box behind a relay asks who serves its wire. It must hear that this one does, or it would give addresses there too; but it
    /// takes none, so none is kept for it.
    /// </summary>
    private DhcpAnswer OnFarBox(in DhcpMessage message, in DhcpArrival arrival, Span<byte> reply) => message.Type == DhcpMessageType.Discover
        ? new DhcpAnswer(
            RoleProbe.WriteAnswer(reply, message, new BoxMark(_port.Mac, Box, Claim.Serving)),
            ReplyRoute.For(DhcpMessageType.Offer, message, arrival, default), null)
        : DhcpAnswer.Nothing;

    // RFC 2131 table 5 wants option 54 in DECLINE and RELEASE; a client that leaves it out means us all the same.
    private bool IsOurs(in DhcpMessage message) => message.ServerId.IsAny || message.ServerId == Box;

    private BootFile? BootFor(in DhcpAsk ask) => ask.IsBootClient ? _boot.For(ask.Machine, ask.Pxe, Box) : null;

    private OfferShape ShapeFor(in DhcpAsk ask) => ask.IsBootClient ? _ladder.ForAck(ask.Machine.Mac, ask.Pxe) : default;

    private static DhcpAnswer Send(DhcpMessageType type, in DhcpAsk ask, Ipv4 your, int length, bool broadcasts = false) =>
        new(length, ReplyRoute.For(type, ask.Message, ask.Arrival, your, broadcasts), null);

    private void Tell(Step step, in DhcpAsk ask, Ipv4 address, BootFile? boot = null, string why = "") =>
        _journal.Record(new MachineEvent(
            step, ask.Machine, address, "DHCP", What: boot?.Name ?? "", Why: why.Length > 0 ? why : boot?.Reason ?? "", Asker: ask.Pxe));

    private void TellFull(OfferOutcome outcome, in DhcpAsk ask) => _journal.Trouble(
        "pool full",
        outcome == OfferOutcome.PoolFull
            ? $"All {ask.Network.Leases.Capacity} addresses of the range {ask.Network} on {_port.Name} are given out: set a longer range or a shorter lease time."
            : $"So many machines ask on {_port.Name} without taking the address that is offered that no more offers are made: look for a flood of DHCP requests.");
}
