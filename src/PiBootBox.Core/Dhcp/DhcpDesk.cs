using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// Where every DHCP message of one port arrives, without sockets and without a clock: the
/// <see cref="RoleKeeper"/> hears it first, and whoever the role makes responsible answers it. One
/// thread feeds it; <see cref="MachineAt"/>, <see cref="Role"/> and <see cref="Neighbour"/> may be asked from any.
/// </summary>
/// <param name="server">A fresh one; it belongs to the desk from here on.</param>
public sealed class DhcpDesk(ServedInterface port, DhcpServer server, ProxyServer proxy, RoleKeeper roles) : IMachineDirectory
{
    private static readonly ReplyRoute ProbeRoute = new(Ipv4.Broadcast, ReplyRoute.ServerPort, MacAddress.Broadcast, ReplyRoute.ClientPort);

    private readonly WaitingMachines _waiting = new();
    private readonly DelayedAnswers _delayed = new();
    private readonly ForeignAddresses _foreign = new();
    private Role _was;

    /// <summary>What the box does on this port now.</summary>
    public Role Role => roles.Role;

    /// <inheritdoc cref="RoleKeeper.Neighbour"/>
    public Neighbour? Neighbour => roles.Neighbour;

    /// <summary>
    /// When to call <see cref="TryNextAnswer"/> and <see cref="TryNextArpProbe"/> again even if nothing arrives
    /// (at once, if it has passed); null: never.
    /// </summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? soonest = Sooner(roles.NextDeadline, _delayed.NextDeadline);
            return Role == Role.Server ? Sooner(soonest, server.NextDeadline) : soonest;
        }
    }

    /// <summary>Feeds one UDP payload that came to port 67, 68 or 4011. A malformed one for the box is told to the journal.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <param name="reply">At least <see cref="DhcpServer.ReplySize"/> bytes; the answer is written here.</param>
    public DhcpAnswer Handle(ReadOnlySpan<byte> datagram, in DhcpArrival arrival, TimeSpan now, Span<byte> reply)
    {
        // A loop in the network brings back what the box itself sent.
        if (arrival.FrameSource == port.Mac)
            return DhcpAnswer.Nothing;
        if (!DhcpMessage.TryParse(datagram, out DhcpMessage message, out DhcpFlaw flaw))
        {
            if (arrival.DestinationPort != ReplyRoute.ClientPort)
                server.Refuse(flaw, arrival);
            return DhcpAnswer.Nothing;
        }
        server.Hear(arrival.FrameSource, now);
        bool isOfBox = roles.OnMessage(message, arrival, now);
        FollowRole(now);
        if (isOfBox)
        {
            int length = roles.AnswerBox(message, reply);
            return new DhcpAnswer(length, ReplyRoute.For(DhcpMessageType.Offer, message, arrival, default), null);
        }
        if (OtherGives && ForeignAddresses.In(message) is { IsAny: false } given)
            OnGivenByOther(given, Machine(message), now);
        return message.IsReply ? DhcpAnswer.Nothing : InTime(Answer(message, arrival, now, reply), now, reply);
    }

    /// <summary>
    /// Answers that had to wait, the box's own questions, and everything else that time brings. Call it until it
    /// is false: after every other call, and whenever <see cref="NextDeadline"/> has come.
    /// </summary>
    public bool TryNextAnswer(TimeSpan now, Span<byte> reply, out DhcpAnswer answer)
    {
        roles.Advance(now);
        FollowRole(now);
        if (roles.TryNextProbe(now, reply, out int length))
        {
            answer = new DhcpAnswer(length, ProbeRoute, null);
            return true;
        }
        if (_delayed.TryTake(now, reply, out answer))
            return true;
        while (Role is Role.Server or Role.Proxy && _waiting.TryTake(now, out byte[] discover, out DhcpArrival arrival))
        {
            if (!DhcpMessage.TryParse(discover, out DhcpMessage message, out _))
                continue;
            answer = InTime(Answer(message, arrival, now, reply), now, reply);
            if (answer.Sends)
                return true;
        }
        while (Role == Role.Server && server.TryNextAnswer(now, reply, out answer))
        {
            answer = InTime(answer, now, reply);
            if (answer.Sends)
                return true;
        }
        answer = DhcpAnswer.Nothing;
        return false;
    }

    /// <summary>An address to ask for by ARP now, before it is offered. Call it until it is false, after every other call.</summary>
    public bool TryNextArpProbe(TimeSpan now, out Ipv4 address)
    {
        address = default;
        return Role == Role.Server && server.TryNextProbe(now, out address);
    }

    /// <summary>Somebody said by ARP (request or reply) that the address is theirs.</summary>
    public void OnArp(Ipv4 sender, MacAddress mac, TimeSpan now)
    {
        roles.OnStation(mac, now);
        server.OnArp(sender, mac, now);
        if (OtherGives && mac != port.Mac)
            server.OnGivenByOther(sender, mac, now);
        if (Role == Role.Proxy && proxy.OnArp(sender, mac, now) is { } machine)
            _foreign.Learn(sender, machine);
    }

    /// <summary>The cable went out, or came in, perhaps of another switch.</summary>
    public void OnLink(bool isUp, TimeSpan now)
    {
        _waiting.Clear();
        server.OnLinkUp();
        roles.OnLink(isUp, now);
        FollowRole(now);
    }

    /// <summary>
    /// Whether an address that was promised a moment ago, and waited for the disk, may still be given: the box may have yielded
    /// meanwhile. Callable from any thread.
    /// </summary>
    public bool MayGive(Ipv4 address) => Role == Role.Server || !port.Address.Contains(address);

    /// <inheritdoc cref="DhcpServer.Restore"/>
    public bool Restore(in Leases.LeaseRecord record, TimeSpan now) => server.Restore(record, now);

    public MachineId? MachineAt(Ipv4 address) => Role == Role.Server
        ? server.MachineAt(address) ?? _foreign.At(address)
        : _foreign.At(address) ?? server.MachineAt(address);

    private DhcpAnswer Answer(in DhcpMessage message, in DhcpArrival arrival, TimeSpan now, Span<byte> reply)
    {
        bool isServers = arrival.DestinationPort == ReplyRoute.ServerPort
            && (Role == Role.Server || roles.ServesRelays && server.IsOfRelay(message, arrival));
        if (isServers)
        {
            server.SharesWire = roles.HasMetServer;
            return server.Handle(message, arrival, now, reply);
        }
        switch (Role)
        {
            case Role.Server or Role.Proxy:
                MachineId machine = Machine(message);
                return proxy.Handle(message, arrival, machine, PxeClientReader.Read(message, machine, server.Machines), now, reply);
            case Role.Listening when message.Type == DhcpMessageType.Discover:
                _waiting.Keep(message.HardwareAddress, message.Bytes, arrival, now);
                return DhcpAnswer.Nothing;
            default:
                return DhcpAnswer.Nothing;
        }
    }

    private bool OtherGives => Role is Role.Proxy or Role.StandingBy;

    private void OnGivenByOther(Ipv4 address, MachineId machine, TimeSpan now)
    {
        _foreign.Learn(address, machine);
        server.OnGivenByOther(address, machine.Mac, now);
    }

    private void FollowRole(TimeSpan now)
    {
        if (Role == _was)
            return;
        if (Role == Role.Server && _was is (Role.Proxy or Role.StandingBy))
            server.OnReturn(now);
        _was = Role;
        // What was promised in another role is not said any more.
        _delayed.Clear();
    }

    /// <summary>Holds an answer back that would come too early for its client.</summary>
    private DhcpAnswer InTime(in DhcpAnswer answer, TimeSpan now, ReadOnlySpan<byte> reply)
    {
        if (answer.Delay == TimeSpan.Zero)
            return answer;
        _delayed.Add(reply[..answer.Length], answer.Route, now + answer.Delay);
        return DhcpAnswer.Nothing;
    }

    private static TimeSpan? Sooner(TimeSpan? a, TimeSpan? b) => a < b ? a : b ?? a;

    private static MachineId Machine(in DhcpMessage message)
    {
        message.TryGet(DhcpCode.ClientMachineId, out ReadOnlySpan<byte> option);
        MachineUuid.TryRead(option, out Guid uuid);
        return new MachineId(message.HardwareAddress, uuid);
    }
}
