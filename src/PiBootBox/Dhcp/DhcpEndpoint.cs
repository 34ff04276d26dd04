using PiBootBox.Core;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Packet;
using PiBootBox.Wire;
using PiBootBox.Wire.Frames;

namespace PiBootBox.Dhcp;

/// <summary>
/// DHCP on one port: one thread feeds the <see cref="DhcpDesk"/> with frames and time, sends what
/// needs no disk at once, and leaves the rest to the <see cref="LeaseStore"/>.
/// </summary>
public sealed class DhcpEndpoint : IPromiseSender, IDisposable
{
    private const int FramesAtOnce = 32;

    private readonly ServedInterface _interface;
    private readonly DhcpDesk _desk;
    private readonly LeaseStore _store;
    private readonly IMachineJournal _journal;
    private readonly DhcpPort _port;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FrameBatch _frames = new(FramesAtOnce);
    private readonly byte[] _frame = new byte[UdpFrame.HeaderLength + DhcpServer.ReplySize];
    private readonly string _damaged;
    private readonly string _busy;

    /// <summary>Serves at once.</summary>
    /// <param name="desk">A fresh one for this port: it gets the leases of the store, and belongs to this endpoint's thread from here on.</param>
    /// <exception cref="CannotServeException">Port 67 is taken, or the box may not use it, or the interface is gone.</exception>
    public DhcpEndpoint(ServedInterface port, DhcpDesk desk, LeaseStore store, IMachineJournal journal)
    {
        (_interface, _desk, _store, _journal) = (port, desk, store, journal);
        _damaged = $"A damaged packet came to the DHCP port on {port.Name} (wrong length or checksum): look at the cable and the switch.";
        _busy = $"More machines ask for addresses on {port.Name} than the disk can record: some have to ask again.";
        _port = DhcpPort.Open(port);
        foreach (LeaseRecord lease in store.Leases())
            _desk.Restore(lease, BootClock.Now);
        if (!_port.CableIsIn)
            _desk.OnLink(isUp: false, BootClock.Now);
        _thread = new Thread(Run) { Name = $"dhcp {port.Name}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Done when the endpoint serves no more: after <see cref="Dispose"/>, or because the interface went
    /// down or vanished, or because of a fault. Dispose it then, and make a new one when the interface is there.
    /// </summary>
    public Task Stopped => _stopped.Task;

    /// <summary>What the box does on this port now.</summary>
    public Role Role => _desk.Role;

    /// <summary>Who else serves there; null when nobody.</summary>
    public Neighbour? Neighbour => _desk.Neighbour;

    public void Dispose()
    {
        _port.Stop();
        _thread.Join();
        _port.Dispose();
    }

    void IPromiseSender.Send(ReadOnlySpan<byte> frame, Ipv4 address)
    {
        if (_desk.MayGive(address))
            _port.Send(frame);
    }

    private void Run()
    {
        try
        {
            while (Serve())
            {
            }
        }
        catch (Exception e)
        {
            // A packet that finds a fault in the server costs one restart of this port, not the box.
            _journal.Trouble("dhcp-fault",
                $"DHCP on {_interface.Name} met a fault of its own and starts anew; please report it: {e}");
        }
        finally
        {
            _stopped.TrySetResult();
        }
    }

    /// <returns>False: stop.</returns>
    private bool Serve()
    {
        Follow(BootClock.Now);
        PortEvents events = _port.Wait(_desk.NextDeadline is { } deadline ? deadline - BootClock.Now : null);
        if (events.HasFlag(PortEvents.Stopped))
            return false;
        if (events.HasFlag(PortEvents.Cable) && _port.CableMoved())
            _desk.OnLink(_port.CableIsIn, BootClock.Now);
        if (events.HasFlag(PortEvents.Arp) && !ReceiveArp() || events.HasFlag(PortEvents.Dhcp) && !ReceiveDhcp())
        {
            _journal.Trouble("dhcp-port-gone",
                $"The network port {_interface.Name} went down: no addresses are given out there until it is back.");
            return false;
        }
        return true;
    }

    /// <summary>What the passing of time and the answers to probes bring.</summary>
    private void Follow(TimeSpan now)
    {
        while (_desk.TryNextAnswer(now, Reply, out DhcpAnswer answer))
            Dispatch(answer);
        Span<byte> frame = stackalloc byte[ArpPacket.FrameLength];
        while (_desk.TryNextArpProbe(now, out Ipv4 address))
        {
            ArpPacket.Ask(_interface.Mac, _interface.Address.Address, address).WriteFrame(frame);
            _port.Send(frame);
        }
    }

    private bool ReceiveArp()
    {
        if (!_port.ReceiveArp(_frames))
            return false;
        TimeSpan now = BootClock.Now;
        for (int i = 0; i < _frames.Count; i++)
        {
            if (ArpPacket.TryParse(_frames[i], out ArpPacket packet))
                _desk.OnArp(packet.Sender, packet.SenderMac, now);
        }
        return true;
    }

    private bool ReceiveDhcp()
    {
        if (!_port.ReceiveDhcp(_frames))
            return false;
        TimeSpan now = BootClock.Now;
        for (int i = 0; i < _frames.Count; i++)
        {
            if (!UdpFrame.TryParse(_frames[i], _frames.IsChecksumReady(i), out UdpFrame datagram, out _))
            {
                _journal.Trouble("dhcp-damaged", _damaged);
                continue;
            }
            UdpPath path = datagram.Path;
            DhcpArrival arrival = new(path.SourceMac, path.Source, path.Destination, path.SourcePort, path.DestinationPort);
            Dispatch(_desk.Handle(datagram.Payload, arrival, now, Reply));
        }
        return true;
    }

    /// <summary>The payload's place in <see cref="_frame"/>: an answer is never copied to get its headers.</summary>
    private Span<byte> Reply => _frame.AsSpan(UdpFrame.HeaderLength);

    private void Dispatch(in DhcpAnswer answer)
    {
        int length = answer.Sends ? UdpFrame.WriteHeaders(_frame, Path(answer.Route), answer.Length) : 0;
        if (answer.Store is { } record)
        {
            if (!_store.TryAdd(this, record, _frame.AsSpan(0, length)))
                _journal.Trouble("dhcp-busy", _busy);
        }
        else if (length > 0)
        {
            _port.Send(_frame.AsSpan(0, length));
        }
    }

    // What the box asks as a client comes from nowhere: a server may pass over a DISCOVER of somebody who has an address.
    private UdpPath Path(in ReplyRoute route) => new(
        _interface.Mac, route.Mac, route.FromPort == ReplyRoute.ClientPort ? Ipv4.Any : _interface.Address.Address,
        route.Address, route.FromPort, route.Port);
}
