using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Network;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Roles;

/// <summary>
/// Finds out, and goes on finding out, what the box does on one port: it hears every DHCP message and
/// every station there, and asks by itself. Not thread-safe but for <see cref="Role"/> and <see cref="Neighbour"/>.
/// </summary>
public sealed class RoleKeeper
{
    private readonly RoleSetting _setting;
    private readonly ServedInterface _port;
    private readonly IMachineJournal _journal;
    private readonly KnownBoxes _boxes = new();
    private volatile Role _role;
    private volatile Neighbour? _neighbour;
    private Sighting _addressServer, _bootService, _otherBox, _otherProxy;
    private bool _isUp, _silenceCounts, _isTold, _isOtherNetworkTold;
    private TimeSpan _upSince, _probeSent, _nextProbe;
    private TimeSpan? _judgeAt, _decideAt;
    private int _firstProbes;
    private uint _probes;
    private ClientArchitecture _architecture = ClientArchitecture.EfiX64;
    private string? _gone;

    /// <param name="setting">Not off: such a port has no DHCP at all.</param>
    /// <param name="now">Monotonic time since the box's boot, as in all calls. The cable is taken to be in.</param>
    public RoleKeeper(RoleSetting setting, ServedInterface port, IMachineJournal journal, TimeSpan now)
    {
        (_setting, _port, _journal) = (setting, port, journal);
        _role = setting switch
        {
            RoleSetting.Server => Role.Server,
            RoleSetting.Proxy => Role.Proxy,
            _ => Role.Listening,
        };
        Begin(now);
    }

    /// <summary>What the box does now. Callable from any thread.</summary>
    public Role Role => _role;

    /// <summary>Who else serves the wire, as far as it says what the box does; null when nobody. Callable from any thread.</summary>
    public Neighbour? Neighbour => _neighbour;

    /// <summary>Another server of addresses was heard since the cable came in: an address that the box does not know may be its machine's.</summary>
    public bool HasMetServer { get; private set; }

    /// <summary>
    /// Networks behind relays are the box's whoever serves its own wire, unless another box does, which has the same relays set.
    /// </summary>
    public bool ServesRelays => _role switch
    {
        Role.Server => true,
        Role.Proxy or Role.StandingBy => !IsFixed && !_otherBox.IsKnown,
        _ => false,
    };

    /// <summary>When to call <see cref="Advance"/> and <see cref="TryNextProbe"/> again even if nothing is heard; null: never.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            if (!_isUp)
                return null;
            TimeSpan soonest = _nextProbe;
            soonest = _judgeAt < soonest ? _judgeAt.Value : soonest;
            soonest = _decideAt < soonest ? _decideAt.Value : soonest;
            return _role == Role.Listening && !_silenceCounts && _upSince + RoleTimes.CarrierProof < soonest
                ? _upSince + RoleTimes.CarrierProof
                : soonest;
        }
    }

    private bool IsFixed => _setting != RoleSetting.Auto;

    private BoxMark Own => new(_port.Mac, _port.Address.Address, Claim);

    private Claim Claim => _role switch
    {
        Role.Proxy when IsFixed => Claim.BootingOnly,
        Role.Server or Role.Proxy => IsFixed ? Claim.Insisting : Claim.Serving,
        // One that is silent may be gone: the boxes that stand by for it agree already who comes next.
        Role.StandingBy when _otherBox.IsFresh || _otherProxy.IsFresh || _bootService.IsFresh => Claim.Waiting,
        _ => Claim.Wanting,
    };

    /// <summary>The cable went out or came in: what was known of the wire is worth nothing.</summary>
    public void OnLink(bool isUp, TimeSpan now)
    {
        Begin(now);
        _isUp = isUp;
        if (IsFixed)
            return;
        (_role, _isTold) = (Role.Listening, true);
        _journal.RoleChanged(_port.Name, Role.Listening, isUp ? "the cable is in: the box listens who else serves this network" : "the cable is out");
    }

    /// <summary>A frame of somebody was heard.</summary>
    public void OnStation(MacAddress sender, TimeSpan now)
    {
        if (_role == Role.Listening && !_silenceCounts && sender != _port.Mac)
            CountSilence(now);
    }

    /// <summary>Takes what a DHCP message shows, whoever it is for.</summary>
    /// <returns>True for a message between boxes, that no client means and nobody else has to look at.</returns>
    public bool OnMessage(in DhcpMessage message, in DhcpArrival arrival, TimeSpan now)
    {
        OnStation(arrival.FrameSource, now);
        bool isAnswer = message.IsReply && message.HardwareAddress == _port.Mac;
        // What is sent to one address may come through a router, from anywhere; a broadcast comes from this wire.
        if (arrival.Destination != Ipv4.Broadcast && !isAnswer)
            return false;
        if (BoxMark.TryRead(message, arrival.FrameSource, out BoxMark mark))
        {
            OnBox(mark, now);
            return true;
        }
        Evidence evidence = EvidenceReader.Read(message, arrival, _port.Address.Address, out Ipv4 server);
        if (evidence == Evidence.None)
            return false;
        MacAddress speaker = message.IsReply ? arrival.FrameSource : MacAddress.Zero;
        // A box answers no box's probe in this way: whoever does is none, or is none any more.
        if (!isAnswer && _boxes.TryFind(server, speaker, now, out mark))
        {
            // What it does for machines shows that it serves, and its word of that may be some seconds old.
            OnServingBox(mark with { Claim = mark.Claim < Claim.Serving ? Claim.Serving : mark.Claim }, now);
            return false;
        }
        if (message.IsReply && !message.YourAddress.IsAny && !_port.Address.Contains(message.YourAddress))
            TellOtherNetwork(message.YourAddress, server);
        HasMetServer |= evidence.HasFlag(Evidence.GivesAddresses);
        // Who answers another box's probe answers this one's too.
        isAnswer |= message.IsReply && _boxes.TryFind(default, message.HardwareAddress, now, out _);
        if (evidence.HasFlag(Evidence.GivesAddresses))
            See(ref _addressServer, server, speaker, isAnswer, now, isTrouble: _setting == RoleSetting.Server);
        if (evidence.HasFlag(Evidence.BootsMachines))
            See(ref _bootService, server, speaker, isAnswer, now, isTrouble: IsFixed);
        Follow(now);
        return false;
    }

    /// <summary>What the passing of time brings.</summary>
    public void Advance(TimeSpan now)
    {
        if (!_isTold)
            TellFirst();
        ShowNeighbour();
        if (!_isUp)
            return;
        if (_role == Role.Listening && !_silenceCounts && now - _upSince >= RoleTimes.CarrierProof)
            CountSilence(now);
        if (_judgeAt <= now)
            Judge(now);
        if (_decideAt <= now)
        {
            _decideAt = null;
            Decide(now);
        }
    }

    /// <summary>A DISCOVER to broadcast now, from 0.0.0.0 port 68 to port 67. Call it until it is false, after every other call.</summary>
    /// <param name="payload">At least <see cref="DhcpServer.ReplySize"/> bytes.</param>
    public bool TryNextProbe(TimeSpan now, Span<byte> payload, out int length)
    {
        length = 0;
        if (!_isUp || now < _nextProbe)
            return false;
        // A PXE service may know one kind of firmware only. The kind that found one goes on asking for it.
        if (!_bootService.IsKnown)
            _architecture = _architecture == ClientArchitecture.Bios ? ClientArchitecture.EfiX64 : ClientArchitecture.Bios;
        length = RoleProbe.Write(payload, Own, _architecture, _probes++);
        _probeSent = now;
        _judgeAt = now + RoleTimes.AnswerTime;
        _nextProbe = now + Pause(now);
        return true;
    }

    /// <summary>The answer to another box's probe: that this one serves, or will.</summary>
    /// <returns>Bytes of the message; 0 for none.</returns>
    public int AnswerBox(in DhcpMessage probe, Span<byte> reply) =>
        _role is Role.Server or Role.Proxy && probe is { IsReply: false, Type: DhcpMessageType.Discover }
            ? RoleProbe.WriteAnswer(reply, probe, Own)
            : 0;

    private TimeSpan Pause(TimeSpan now)
    {
        if (_firstProbes > 0 && --_firstProbes > 0)
            return RoleTimes.FirstGap;
        if (_role == Role.Listening)
            return RoleTimes.AnswerTime;
        return now - _upSince < RoleTimes.Young || SomebodyIsSilent ? RoleTimes.Anxious : RoleTimes.Calm(_port.Mac);
    }

    private bool SomebodyIsSilent => _addressServer.Silent > 0 || _bootService.Silent > 0 || _otherBox.Silent > 0 || _otherProxy.Silent > 0;

    // Not before it is followed: a port that cannot be served is tried again and again, each time with a fresh keeper.
    private void TellFirst()
    {
        _isTold = true;
        _journal.RoleChanged(_port.Name, _role, _role switch
        {
            Role.Server => "the box gives addresses, as it is set to",
            Role.Proxy => "the box only boots machines, as it is set to",
            _ => "the box listens who else serves this network",
        });
    }

    private void Begin(TimeSpan now)
    {
        (_addressServer, _bootService, _otherBox, _otherProxy) = (default, default, default, default);
        _boxes.Clear();
        HasMetServer = false;
        (_isUp, _upSince, _nextProbe, _isOtherNetworkTold) = (true, now, now, false);
        (_silenceCounts, _firstProbes, _judgeAt, _decideAt, _gone) = (false, 0, null, null, null);
    }

    private void CountSilence(TimeSpan now)
    {
        _silenceCounts = true;
        _firstProbes = RoleTimes.FirstProbes;
        ProbeSoon(now);
        TimeSpan decision = _nextProbe + RoleTimes.Decision;
        _decideAt = _decideAt < decision ? _decideAt : decision;
    }

    private void ProbeSoon(TimeSpan now)
    {
        TimeSpan next = _probes > 0 && _probeSent + RoleTimes.FirstGap > now ? _probeSent + RoleTimes.FirstGap : now;
        _nextProbe = next < _nextProbe ? next : _nextProbe;
    }

    private void See(ref Sighting rival, Ipv4 server, MacAddress speaker, bool isAnswer, TimeSpan now, bool isTrouble)
    {
        bool isNews = !rival.IsKnown;
        rival.See(server, speaker, isAnswer, now);
        if (isNews && isTrouble)
            _journal.Trouble("other server", $"{rival} serves the network of {_port.Name} too, and the role of the box is set: switch one of them off, or set the role to auto.");
    }

    private void TellOtherNetwork(Ipv4 given, Ipv4 server)
    {
        if (_isOtherNetworkTold)
            return;
        _isOtherNetworkTold = true;
        _journal.Trouble("other network", $"{server} gives machines on {_port.Name} addresses such as {given}, but the box has {_port.Address} there, another network: they may not reach it. Give the port an address of theirs.");
    }

    private void OnBox(in BoxMark mark, TimeSpan now)
    {
        _boxes.Remember(mark, now);
        // Until it spoke to us it looked like a foreign server.
        if (mark.Is(_addressServer))
            _addressServer.Doubt();
        if (mark.Is(_bootService))
            _bootService.Doubt();
        OnServingBox(mark, now);
    }

    private void OnServingBox(in BoxMark mark, TimeSpan now)
    {
        HasMetServer |= mark.Claim is Claim.Serving or Claim.Insisting;
        if (mark.Outranks(Own))
        {
            ref Sighting other = ref mark.Claim == Claim.BootingOnly ? ref _otherProxy : ref _otherBox;
            bool isNews = !other.IsKnown;
            other.See(mark.Address, mark.Mac, isAnswer: true, now);
            if (IsFixed && isNews)
                _journal.Trouble("other box", $"Another PiBootBox, {other}, has its role set for the network of {_port.Name} too: set one of them to auto or off.");
        }
        Follow(now);
    }

    private void Judge(TimeSpan now)
    {
        _judgeAt = null;
        Judge(ref _addressServer, "gives no addresses any more");
        Judge(ref _bootService, "boots no machines any more");
        Judge(ref _otherBox, "serves no more");
        Judge(ref _otherProxy, "boots no machines any more");
        if (SomebodyIsSilent && _probeSent + RoleTimes.Anxious < _nextProbe)
            _nextProbe = _probeSent + RoleTimes.Anxious;
        Follow(now);
    }

    private void Judge(ref Sighting rival, string what)
    {
        Sighting before = rival;
        if (!rival.Judge(_probeSent))
            _gone = $"{before} {what}";
    }

    private void Follow(TimeSpan now)
    {
        if (IsFixed)
            return;
        if (_role != Role.Listening)
            Decide(now);
        else if ((_addressServer.IsKnown || _bootService.IsKnown || _otherBox.IsKnown) && !(_decideAt < now + RoleTimes.Settling))
            _decideAt = now + RoleTimes.Settling;
    }

    /// <summary>Made anew for news only: this is asked for every packet.</summary>
    private void ShowNeighbour()
    {
        (NeighbourKind Kind, Ipv4 Address)? there =
            _otherBox.IsKnown ? (NeighbourKind.OtherBox, _otherBox.Server)
            : _bootService.IsKnown ? (NeighbourKind.BootService, _bootService.Server)
            : _addressServer.IsKnown && _otherProxy.IsKnown ? (NeighbourKind.OtherBox, _otherProxy.Server)
            : _addressServer.IsKnown ? (NeighbourKind.AddressServer, _addressServer.Server)
            : null;
        if (there is not { } seen)
            _neighbour = null;
        else if (_neighbour is not { } known || known.Kind != seen.Kind || known.Address != seen.Address)
            _neighbour = new Neighbour(seen.Kind, seen.Address, IsFixed && (_setting == RoleSetting.Server || seen.Kind != NeighbourKind.AddressServer));
    }

    private void Decide(TimeSpan now)
    {
        if (_otherBox.IsKnown)
            Change(Role.StandingBy, $"another PiBootBox, {_otherBox}, serves here, so this one stands by", now);
        else if (_bootService.IsKnown)
            Change(Role.StandingBy, $"{_bootService} boots machines here, so the box stands by", now);
        else if (_addressServer.IsKnown && _otherProxy.IsKnown)
            Change(Role.StandingBy, $"another PiBootBox, {_otherProxy}, boots machines here, so this one stands by", now);
        else if (_addressServer.IsKnown)
            Change(Role.Proxy, $"{_addressServer} gives addresses here, so the box only boots machines", now);
        else
            Change(Role.Server, _gone is null ? "nobody else gives addresses here, so the box does" : $"{_gone}, so the box gives addresses here", now);
    }

    private void Change(Role role, string sentence, TimeSpan now)
    {
        if (role == _role)
            return;
        _role = role;
        _gone = null;
        // Other boxes learn of it at once, and what else is there shows soon.
        ProbeSoon(now);
        _journal.RoleChanged(_port.Name, role, sentence);
    }
}
