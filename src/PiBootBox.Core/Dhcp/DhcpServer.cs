using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// The DHCP server of one network port, without sockets and without a clock (RFC 2131). One thread
/// feeds it; <see cref="MachineAt"/> may be asked from any.
/// </summary>
public sealed partial class DhcpServer
{
    /// <summary>Bytes of reply buffer that any answer fits in.</summary>
    public const int ReplySize = 1472;

    private const int LongestClientId = 1024;

    private readonly DhcpSettings _settings;
    private readonly DhcpNetworks _networks;
    private readonly ReplyWriter _replies;
    private readonly IBootFiles _boot;
    private readonly IMachineJournal _journal;
    private readonly OfferLadder _ladder;
    private readonly PendingDiscovers _pending = new();
    private readonly ServedInterface _port;
    private bool _hasHeard;

    /// <exception cref="CannotServeException">The settings do not fit the port's address.</exception>
    public DhcpServer(DhcpSettings settings, ServedInterface port, IBootFiles boot, IMachineJournal journal, ActivityBoard activity, OfferLadder ladder)
    {
        if (settings.Validate(port.Address) is [string sentence, ..])
            throw new CannotServeException($"DHCP on {port.Name} cannot start. {sentence}");
        _settings = settings;
        _port = port;
        _networks = new DhcpNetworks(settings, port, activity);
        _replies = new ReplyWriter(settings, Box, port.Mtu);
        _boot = boot;
        _journal = journal;
        _ladder = ladder;
    }

    /// <summary>
    /// When to call <see cref="TryNextAnswer"/> and <see cref="TryNextProbe"/> again even if nothing arrives
    /// (at once, if it has passed); null: never.
    /// </summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? soonest = null;
            foreach (DhcpNetwork network in _networks.All)
            {
                TimeSpan? deadline = network.Leases.NextDeadline;
                soonest = soonest < deadline ? soonest : deadline ?? soonest;
            }
            return soonest;
        }
    }

    /// <summary>What is set for single machines.</summary>
    public IMachineSettings Machines { get; init; } = MachineRules.None;

    /// <summary>Another server may have given addresses on this wire, so what the box does not know is not refused.</summary>
    public bool SharesWire { get; set; }

    private Ipv4 Box => _networks.Box;

    /// <summary>Feeds one message that came to port 67.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <param name="reply">At least <see cref="ReplySize"/> bytes; the answer is written here.</param>
    public DhcpAnswer Handle(in DhcpMessage message, in DhcpArrival arrival, TimeSpan now, Span<byte> reply)
    {
        Hear(arrival.FrameSource, now);
        Advance(now);
        return !message.IsReply && IsForUs(arrival.Destination) ? Answer(message, arrival, now, mayWait: true, reply) : DhcpAnswer.Nothing;
    }

    /// <summary>Tells the journal of a packet that is no DHCP message.</summary>
    public void Refuse(DhcpFlaw flaw, in DhcpArrival arrival) => Drop(arrival, flaw.Describe());

    /// <summary>
    /// Answers that had to wait for a probe, and everything else that time brings (expiry). Call it until it
    /// is false: after <see cref="OnArp"/> and whenever <see cref="NextDeadline"/> has come.
    /// </summary>
    public bool TryNextAnswer(TimeSpan now, Span<byte> reply, out DhcpAnswer answer)
    {
        Advance(now);
        while (_pending.Count > 0
            && _networks.Own.Leases.CanOfferNow
            && _pending.TryTake(now, out ReadOnlySpan<byte> datagram, out DhcpArrival arrival))
        {
            if (!DhcpMessage.TryParse(datagram, out DhcpMessage message, out _))
                continue;
            answer = Answer(message, arrival, now, mayWait: false, reply);
            if (answer.Sends)
                return true;
        }
        answer = DhcpAnswer.Nothing;
        return false;
    }

    /// <summary>An address to ask for by ARP now. Call it until it is false, after every other call.</summary>
    public bool TryNextProbe(TimeSpan now, out Ipv4 address) => _networks.Own.Leases.TryNextProbe(now, out address);

    /// <summary>
    /// A frame of somebody was heard. Silence proves nothing before the first one: the cable may not be in yet, or the switch
    /// may still hold frames back (spanning tree does for thirty seconds). The first machine waits for one probe instead.
    /// </summary>
    public void Hear(MacAddress station, TimeSpan now)
    {
        if (_hasHeard || station == _port.Mac)
            return;
        _hasHeard = true;
        _networks.Own.Leases.ForgetProbes(now);
    }

    /// <summary>Somebody said by ARP (request or reply) that the address is theirs.</summary>
    public void OnArp(Ipv4 sender, MacAddress mac, TimeSpan now)
    {
        Hear(mac, now);
        if (!sender.IsAny && mac != _port.Mac && _networks.Own.Leases.OnArp(sender, mac, now))
        {
            _journal.Trouble(
                "address in use",
                $"{sender} on {_port.Name} is in use by {mac} without a lease of the box: it is not given out. Give that device a fixed address outside the range, or a reservation.");
        }
    }

    /// <summary>The cable came back, perhaps in another switch: addresses are probed again before they are offered.</summary>
    public void OnLinkUp() => _hasHeard = false;

    /// <summary>
    /// Another server gave the addresses of this wire for a while: to whom is not known, so all are probed again, and nobody gets
    /// the one that it had before without a probe.
    /// </summary>
    public void OnReturn(TimeSpan now) => _networks.Own.Leases.Distrust(now);

    /// <summary>Another server gave that address to that machine, or it speaks from there while another server gives the addresses.</summary>
    public void OnGivenByOther(Ipv4 address, MacAddress mac, TimeSpan now) => _networks.Own.Leases.Lose(address, mac, now);

    /// <summary>The message is of a network behind a relay that the box gives addresses for.</summary>
    public bool IsOfRelay(in DhcpMessage message, in DhcpArrival arrival) =>
        _networks.Of(message, arrival) is { } network && network != _networks.Own;

    /// <summary>Takes a record of an earlier run back, oldest first, before the first message.</summary>
    /// <returns>False when the address is not one that this machine can have any more.</returns>
    public bool Restore(in LeaseRecord record, TimeSpan now)
    {
        foreach (DhcpNetwork network in _networks.All)
        {
            if (network.Leases.Restore(record, now))
                return true;
        }
        return false;
    }

    /// <summary>Who has that address, offered or bound.</summary>
    public MachineId? MachineAt(Ipv4 address)
    {
        foreach (DhcpNetwork network in _networks.All)
        {
            if (network.Leases.ByAddress(address) is { } machine)
                return machine;
        }
        return null;
    }

    private void Advance(TimeSpan now)
    {
        foreach (DhcpNetwork network in _networks.All)
            network.Leases.Advance(now);
    }

    // A port in promiscuous mode (a bridge's) hears what is meant for other servers.
    private bool IsForUs(Ipv4 destination) =>
        destination == Ipv4.Broadcast || destination == Box || destination == _port.Address.Last;

    private DhcpAnswer Answer(in DhcpMessage message, in DhcpArrival arrival, TimeSpan now, bool mayWait, Span<byte> reply)
    {
        MacAddress mac = message.HardwareAddress;
        if (mac == MacAddress.Zero || mac.IsMulticast)
            return Drop(arrival, "its hardware address is no machine's");
        if (message.RelayAddress == Box)
            return Drop(arrival, "it claims to be relayed by the box itself");
        if (_networks.Of(message, arrival) is not { } network)
        {
            _journal.Trouble(
                "unknown relay",
                $"The relay {message.RelayAddress} asks on {_port.Name} for a network that has no range: add it to the relayed networks in the settings.");
            return DhcpAnswer.Nothing;
        }
        if (BoxMark.IsIn(message))
            return OnFarBox(message, arrival, reply);
        LeaseClient client = Client(message, mac);
        MachineId machine = network.Leases.Identify(client);
        _ladder.Hear(machine, now);
        PxeClient pxe = PxeClientReader.Read(message, machine, Machines);
        if (pxe.Firmware == Firmware.None && message.Type == DhcpMessageType.Request)
            pxe = _ladder.Recall(message, now);
        var ask = new DhcpAsk(message, arrival, network, client, machine, pxe, now);
        return message.Type switch
        {
            DhcpMessageType.Discover => OnDiscover(ask, mayWait, reply),
            DhcpMessageType.Request => OnRequest(ask, reply),
            DhcpMessageType.Decline => OnDecline(ask),
            DhcpMessageType.Release => OnRelease(ask),
            DhcpMessageType.Inform => OnInform(ask, reply),
            _ => DhcpAnswer.Nothing,
        };
    }

    private static LeaseClient Client(in DhcpMessage message, MacAddress mac)
    {
        Span<byte> identifier = stackalloc byte[LongestClientId];
        identifier = identifier[..message.Join(DhcpCode.ClientId, identifier)];
        message.TryGet(DhcpCode.ClientMachineId, out ReadOnlySpan<byte> option);
        MachineUuid.TryRead(option, out Guid uuid);
        // RFC 2132 section 9.14: a type and at least one byte.
        return new LeaseClient(new MachineId(mac, uuid), identifier.Length < 2 ? ClientKey.None : ClientKey.Of(identifier));
    }

    private DhcpAnswer Drop(in DhcpArrival arrival, string why)
    {
        _journal.Trouble("malformed DHCP", $"A DHCP packet from {arrival.FrameSource} on {_port.Name} was dropped: {why}.");
        return DhcpAnswer.Nothing;
    }
}
