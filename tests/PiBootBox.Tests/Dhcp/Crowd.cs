using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Dhcp;

/// <summary>
/// Many machines on one cable, each going through DISCOVER, OFFER, REQUEST, ACK; some are under way at
/// any moment, and each asks again when it hears nothing. It sees every frame, as a capture would.
/// </summary>
internal sealed class Crowd(VethPair cable) : IDisposable
{
    private const int UnderWay = 16;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    private readonly Socket _frames = cable.ClientFrames();
    private readonly byte[] _buffer = new byte[2048];

    /// <summary>Who was ACKed which address, machine by number.</summary>
    public ConcurrentDictionary<uint, Ipv4> Acked { get; } = new();

    /// <summary>Machines from <paramref name="first"/> on get their leases, until told to stop; then what is still in the cable is heard.</summary>
    public void Lease(uint first, uint most, Func<bool> goOn)
    {
        Dictionary<uint, (byte[] Frame, long Since)> asking = [];
        uint next = first;
        _frames.ReceiveTimeout = 100;
        while (goOn())
        {
            while (asking.Count < UnderWay && next - first < most)
                Send(asking, next, SimpleClient.DiscoverFrame(next++));
            if (TryHear(out Heard heard))
                Answer(asking, heard);
            else
                SendAgain(asking);
        }
        while (_frames.Available > 0)
        {
            if (TryHear(out Heard heard))
                Answer(asking, heard);
        }
    }

    /// <summary>One machine sends one frame, again and again until it is answered.</summary>
    public Heard Exchange(uint number, byte[] frame)
    {
        _frames.ReceiveTimeout = 500;
        for (int attempt = 0; attempt < 60; attempt++)
        {
            _frames.Send(frame);
            while (TryHear(out Heard heard))
            {
                if (heard.Type == SimpleClient.Ack)
                    Acked[heard.Id] = heard.Address;
                if (heard.Id == number)
                    return heard;
            }
        }
        throw new TimeoutException($"Machine {number} got no answer.");
    }

    /// <summary>Sends a frame and waits for nothing.</summary>
    public void Say(byte[] frame) => _frames.Send(frame);

    public void Dispose() => _frames.Dispose();

    private void Answer(Dictionary<uint, (byte[] Frame, long Since)> asking, in Heard heard)
    {
        if (heard.Type == SimpleClient.Ack)
        {
            Acked[heard.Id] = heard.Address;
            asking.Remove(heard.Id);
        }
        else if (heard.Type == SimpleClient.Offer && asking.ContainsKey(heard.Id))
        {
            Send(asking, heard.Id, SimpleClient.SelectFrame(heard.Id, heard.Address));
        }
    }

    private void Send(Dictionary<uint, (byte[] Frame, long Since)> asking, uint number, byte[] frame)
    {
        asking[number] = (frame, Stopwatch.GetTimestamp());
        _frames.Send(frame);
    }

    private void SendAgain(Dictionary<uint, (byte[] Frame, long Since)> asking)
    {
        foreach ((uint number, (byte[] frame, long since)) in asking.ToArray())
        {
            if (Stopwatch.GetElapsedTime(since) > AskAgain)
                Send(asking, number, frame);
        }
    }

    private bool TryHear(out Heard heard)
    {
        heard = default;
        try
        {
            int length = _frames.Receive(_buffer);
            return SimpleClient.TryHear(_buffer.AsSpan(0, length), out heard);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.TimedOut)
        {
            return false;
        }
    }
}
