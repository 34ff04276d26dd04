using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// ProxyDHCP on one port (PXE 2.1 section 2.2): it tells machines what to boot, and another server gives them
/// their addresses. Port 4011 is answered the same way while the box gives the addresses itself. Without
/// sockets and without a clock; one thread feeds it.
/// </summary>
public sealed class ProxyServer
{
    private readonly ServedInterface _port;
    private readonly IBootFiles _boot;
    private readonly IMachineJournal _journal;
    private readonly OfferLadder _ladder;
    private readonly ProxyReplies _replies;

    /// <param name="ladder">The one of the port's <see cref="DhcpServer"/>.</param>
    public ProxyServer(ServedInterface port, IBootFiles boot, IMachineJournal journal, OfferLadder ladder)
    {
        (_port, _boot, _journal, _ladder) = (port, boot, journal, ladder);
        _replies = new ProxyReplies(Box, port.Mtu);
    }

    private Ipv4 Box => _port.Address.Address;

    /// <summary>
    /// An OFFER to a boot client's DISCOVER on port 67, an ACK to what it asks on 4011; never an address. Whatever
    /// else a client says on port 67 to another server is only listened to.
    /// </summary>
    /// <param name="machine">The sender.</param>
    /// <param name="pxe">What the message says about it, or a person did.</param>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <param name="reply">At least <see cref="DhcpServer.ReplySize"/> bytes; the answer is written here.</param>
    public DhcpAnswer Handle(
        in DhcpMessage message, in DhcpArrival arrival, MachineId machine, PxeClient pxe, TimeSpan now, Span<byte> reply)
    {
        MacAddress mac = message.HardwareAddress;
        if (message.IsReply || mac == MacAddress.Zero || mac.IsMulticast || BoxMark.IsIn(message))
            return DhcpAnswer.Nothing;
        _ladder.Hear(machine, now);
        bool isBootService = arrival.DestinationPort == ReplyRoute.BootServicePort;
        if (!isBootService && arrival.DestinationPort != ReplyRoute.ServerPort)
            return DhcpAnswer.Nothing;
        if (message.Type == DhcpMessageType.Request && !isBootService)
            _ladder.Took(message, pxe, message.RequestedAddress.IsAny ? message.ClientAddress : message.RequestedAddress, now);
        if (pxe.Firmware == Firmware.None || !IsForUs(arrival.Destination))
            return DhcpAnswer.Nothing;
        return isBootService
            ? OnBootService(message, arrival, machine, pxe, now, reply)
            : OnServerPort(message, arrival, machine, pxe, now, reply);
    }

    /// <summary>Somebody said by ARP that the address is theirs.</summary>
    /// <returns>Whose it is, where that is a machine that boots by this box; null otherwise.</returns>
    public MachineId? OnArp(Ipv4 sender, MacAddress mac, TimeSpan now) =>
        !sender.IsAny && _ladder.Met(mac, sender, now) ? new MachineId(mac) : null;

    private DhcpAnswer OnServerPort(
        in DhcpMessage message, in DhcpArrival arrival, MachineId machine, PxeClient pxe, TimeSpan now, Span<byte> reply)
    {
        if (message.Type != DhcpMessageType.Discover || message.RelayAddress == Box)
            return DhcpAnswer.Nothing;
        // Before the boot file is chosen: the choice hangs on what came of the attempts before this one.
        Tell(Step.AddressAsked, machine, default, pxe, why: RaspberryPi.Words(pxe));
        BootFile boot = _boot.For(machine, pxe, Box);
        if (boot.FileName.IsEmpty)
            return Refuse(machine, default, pxe, boot);
        OfferShape shape = _ladder.ForOffer(message, machine, pxe, isProxy: true, default, now);
        Tell(Step.BootOffered, machine, default, pxe, boot);
        int length = _replies.WriteOffer(message, pxe, boot.FileName.Span, shape, reply);
        return new DhcpAnswer(
            length, ReplyRoute.ForProxyOffer(message, arrival), null, pxe.IsRaspberryPi ? RaspberryPi.DelayFor(message.HardwareAddress) : default);
    }

    private DhcpAnswer OnBootService(
        in DhcpMessage message, in DhcpArrival arrival, MachineId machine, PxeClient pxe, TimeSpan now, Span<byte> reply)
    {
        if (message.Type is not (DhcpMessageType.Discover or DhcpMessageType.Request or DhcpMessageType.Inform)
            || !ReplyRoute.TryForBootService(message, arrival, out ReplyRoute route)
            || route.Address == Box || route.Address == _port.Address.Last)
        {
            return DhcpAnswer.Nothing;
        }
        // Sent to the box alone, it is meant for the box, whichever server gave the address.
        if (arrival.Destination != Box && !message.ServerId.IsAny && message.ServerId != Box)
            return DhcpAnswer.Nothing;
        // What came through a router, or was sent in another's name, does not show whose address that is.
        Ipv4 address = arrival.FrameSource == message.HardwareAddress ? arrival.Source : default;
        if (!address.IsAny)
            _ladder.Took(message, pxe, address, now);
        BootFile boot = _boot.For(machine, pxe, Box);
        if (boot.FileName.IsEmpty)
            return Refuse(machine, address, pxe, boot);
        Tell(Step.BootGiven, machine, address, pxe, boot);
        int length = _replies.WriteBootServiceAck(message, pxe, boot.FileName.Span, OfferShapes.OfBootService(pxe), reply);
        return new DhcpAnswer(length, route, null);
    }

    // Another service may have a loader for it: no answer leaves it the choice.
    private DhcpAnswer Refuse(MachineId machine, Ipv4 address, PxeClient pxe, BootFile boot)
    {
        Tell(Step.BootRefused, machine, address, pxe, boot);
        return DhcpAnswer.Nothing;
    }

    // A port in promiscuous mode (a bridge's) hears what is meant for other servers.
    private bool IsForUs(Ipv4 destination) =>
        destination == Ipv4.Broadcast || destination == Box || destination == _port.Address.Last;

    private void Tell(Step step, MachineId machine, Ipv4 address, PxeClient pxe, BootFile? boot = null, string why = "") =>
        _journal.Record(new MachineEvent(
            step, machine, address, "DHCP", What: boot?.Name ?? "", Why: boot?.Reason ?? why, Asker: pxe));
}
