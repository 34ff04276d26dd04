using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Udp;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

/// <summary>
/// The TFTP server of one network port: one thread from the socket to the socket, because most firmware
/// goes in lock-step and then the time for one block decides, not the bandwidth.
/// </summary>
public sealed class TftpEndpoint : IDisposable
{
    // A few server ports, so that the next transfer of a client has another one; each is shared by many
    // transfers, so that one system call takes the ACKs of all of them and one sends the blocks.
    private const int Lanes = 4;

    private const int RequestTag = -1, WakeUpTag = -2;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);

    private const int ReceiveBytes = 1024 * 1024, SendBytes = 8 * 1024 * 1024;

    private readonly UdpSocket _requests;
    private readonly Lane[] _lanes = new Lane[Lanes];
    private readonly ReceiveBatch _in = new(count: 64, size: 2048);
    private readonly ReadyPoll _poll = new();
    private readonly WakeUp _wakeUp = new();
    private readonly IMachineJournal _journal;
    private readonly SessionTable _table;
    private readonly SessionSender _sender;
    private readonly RequestDesk _desk;
    private readonly string _name;
    private readonly DriveNews _news;
    private readonly Thread _thread;
    private TimeSpan _lastLook;
    private long _refused;
    private bool _isHot;
    private volatile bool _stopping;

    /// <exception cref="CannotServeException">Port in use, no such interface or address, no permission.</exception>
    public TftpEndpoint(
        ServedInterface served, IVirtualTree tree, IFileOpener opener, IMachineJournal journal, ActivityBoard board, DriveNews news,
        TftpLimits? limits = null)
    {
        limits ??= TftpLimits.Default;
        _journal = journal;
        _name = served.Name;
        Ipv4 box = served.Address.Address;
        try
        {
            _requests = UdpSocket.Open(served.Name, box, limits.Port, "TFTP");
            _requests.SetBuffers(ReceiveBytes, SendBytes);
            _poll.Add(_requests, RequestTag);
            _poll.Add(_wakeUp, WakeUpTag);
            for (int i = 0; i < Lanes; i++)
            {
                _lanes[i] = new Lane(UdpSocket.Open(served.Name, box, 0, "TFTP"));
                _lanes[i].Socket.SetBuffers(ReceiveBytes, SendBytes);
                _poll.Add(_lanes[i].Socket, i);
            }
        }
        catch
        {
            Close();
            throw;
        }
        _table = new SessionTable(_lanes, limits);
        _sender = new SessionSender(_table, opener, limits, _wakeUp, journal, board, served.Mtu);
        _desk = new RequestDesk(_table, _sender, tree, journal, box);
        _news = news;
        news.Gone += _sender.DriveGone;
        _thread = new Thread(Run) { Name = $"tftp {served.Name}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>UDP port of the requests.</summary>
    public ushort Port => _requests.Port;

    /// <summary>It ended by itself; a message says why.</summary>
    public bool Stopped { get; private set; }

    public void Dispose()
    {
        _news.Gone -= _sender.DriveGone;
        _stopping = true;
        _wakeUp.Signal();
        _thread.Join();
        Close();
    }

    private void Close()
    {
        foreach (Lane? lane in _lanes)
            lane?.Dispose();
        _requests?.Dispose();
        _poll.Dispose();
        _wakeUp.Dispose();
        _in.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                Round();
        }
        catch (Exception e)
        {
            Stopped = true;
            _journal.Trouble("tftp-stopped", $"The TFTP server of {_name} stopped: {e.Message}");
        }
        _sender.Dispose();
        Flush();
    }

    /// <remarks>
    /// While all transfers are on one server port, waiting in its receive call instead of epoll saves every
    /// third system call of the lock-step. Requests and drives then get a look every millisecond. Looking for
    /// the ACK for some microseconds before sleeping was measured too: up to 1.7 times as fast on an idle box
    /// with a virtual client, but slower and dearer wherever client and box share a processor.
    /// </remarks>
    private void Round()
    {
        bool isLookDue = _sender.Now - _lastLook >= LookInterval;
        if (!isLookDue && !_sender.AwaitsDrive && _table.OnlyLane is { } lane)
        {
            int count = _in.Receive(lane.Socket, lane.Count, wait: true);
            _sender.BeginRound(BootClock.Now);
            OnPackets(lane, count);
            if (count == 0)
                _lastLook = TimeSpan.Zero;
            _isHot = count > 0;
        }
        else
        {
            Look(_isHot ? 0 : WaitMilliseconds());
            _lastLook = _sender.Now;
            _isHot = false;
        }
        if (_sender.Now >= _sender.NextTimer)
        {
            _sender.OnTimers();
            TellRefused();
        }
        Flush();
    }

    private void TellRefused()
    {
        long refused = 0;
        foreach (Lane lane in _lanes)
            refused += lane.Out.Refused;
        if (refused > _refused)
            _journal.Trouble("tftp-refused", $"{_name} did not take {refused - _refused} packets of the TFTP server: a firewall on the box, a cable that is out, or a stuck link.");
        _refused = refused;
    }

    private void Look(int milliseconds)
    {
        int ready = _poll.Wait(milliseconds);
        _sender.BeginRound(BootClock.Now);
        bool hasRequests = false;
        for (int i = 0; i < ready; i++)
        {
            int tag = _poll.Tag(i);
            if (tag >= 0)
                OnPackets(_lanes[tag], _in.Receive(_lanes[tag].Socket, _in.Capacity, wait: false));
            else if (tag == WakeUpTag)
                _wakeUp.Clear();
            hasRequests |= tag == RequestTag;
        }
        _sender.TakeFromDrives();
        // Last, and one batch at most: a flood of requests must not starve the transfers.
        if (hasRequests)
            TakeRequests();
    }

    private void OnPackets(Lane lane, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Ipv4 client = _in.Address(i);
            ushort port = _in.Port(i);
            if (lane.Find(client, port) is { } session)
                _sender.OnPacket(session, _in.Datagram(i));
            else
                OnStranger(lane, client, port, _in.Datagram(i));
        }
    }

    /// <remarks>
    /// RFC 1350 section 4: ERROR 5, and the transfer of others goes on. But not to a client port that has a
    /// transfer on another server port: some ROMs take any ERROR to their port for their own.
    /// </remarks>
    private void OnStranger(Lane lane, Ipv4 client, ushort port, ReadOnlySpan<byte> packet)
    {
        if (TftpPacket.OpcodeOf(packet) != TftpOpcode.Error && _table.Find(client, port) is null)
            ErrorReply.Add(lane.Out, client, port, TftpErrorCode.UnknownTransfer, "No such transfer");
    }

    private void TakeRequests()
    {
        int count = _in.Receive(_requests, _in.Capacity, wait: false);
        for (int i = 0; i < count; i++)
            _desk.OnPacket(_in.Address(i), _in.Port(i), _in.Datagram(i), _in.IsCut(i));
    }

    private void Flush()
    {
        foreach (Lane lane in _lanes)
            lane.Out.Flush();
    }

    private int WaitMilliseconds()
    {
        if (_sender.IsStarved)
            return 1;
        if (_sender.NextTimer == TimeSpan.MaxValue)
            return -1;
        double wait = (_sender.NextTimer - BootClock.Now).TotalMilliseconds;
        return (int)Math.Clamp(Math.Ceiling(wait), 0, 60_000);
    }
}
