using PiBootBox.Core;
using PiBootBox.Linux.Udp;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Udp;

public sealed class DatagramTests : IDisposable
{
    private static readonly Ipv4 Loopback = new(0x7F000001);

    private readonly UdpSocket _from = UdpSocket.Open("lo", Loopback, 0, "the test");
    private readonly UdpSocket _to = UdpSocket.Open("lo", Loopback, 0, "the test");
    private readonly ReceiveBatch _in = new(count: 8, size: 256);
    private readonly SendBatch _out;
    private readonly ReadyPoll _poll = new();

    public DatagramTests()
    {
        _out = new SendBatch(_from);
        _poll.Add(_to, tag: 42);
    }

    public void Dispose()
    {
        _out.Dispose();
        _in.Dispose();
        _poll.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    private List<byte[]> Arrived(int count)
    {
        var arrived = new List<byte[]>();
        while (arrived.Count < count && _poll.Wait(2000) > 0)
        {
            int received = _in.Receive(_to, _in.Capacity, wait: false);
            for (int i = 0; i < received; i++)
            {
                Assert.Equal((Loopback, _from.Port), (_in.Address(i), _in.Port(i)));
                arrived.Add(_in.Datagram(i).ToArray());
            }
        }
        return arrived;
    }

    [Fact]
    public void Many_messages_leave_in_one_flush_and_in_order()
    {
        for (byte i = 0; i < 200; i++)
        {
            _out.Begin(Loopback, _to.Port);
            _out.Append(1)[0] = i;
            _out.Append(1)[0] = 7;
            _out.End(segmentBytes: 0);
        }
        _out.Flush();
        List<byte[]> arrived = Arrived(200);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => new byte[] { (byte)i, 7 }), arrived);
    }

    [Fact]
    public void A_message_is_cut_into_datagrams_of_one_size()
    {
        using var data = new PinnedBuffer(100);
        for (int i = 0; i < 100; i++)
            data.Span[i] = (byte)i;
        _out.Begin(Loopback, _to.Port);
        for (int i = 0; i < 5; i++)
        {
            _out.Append(2).Fill((byte)(200 + i));
            _out.Append(data, i * 20, i < 4 ? 20 : 3);
        }
        _out.End(segmentBytes: 22);
        _out.Flush();
        List<byte[]> arrived = Arrived(5);
        Assert.Equal([22, 22, 22, 22, 5], arrived.Select(d => d.Length));
        Assert.Equal([202, 202, 40, 41], arrived[2][..4]);
        Assert.Equal([204, 204, 80, 81, 82], arrived[4]);
    }

    [Fact]
    public void A_message_that_the_kernel_will_not_cut_goes_one_by_one()
    {
        // More datagrams than any kernel cuts a message into: refused with EINVAL, as on a way with a smaller MTU.
        using var data = new PinnedBuffer(8);
        data.Span.Fill(9);
        _out.Begin(Loopback, _to.Port);
        for (int i = 0; i < 150; i++)
            _out.Append(8).Fill((byte)i);
        _out.Append(data, 0, 3);
        _out.End(segmentBytes: 8);
        _out.Flush();
        List<byte[]> arrived = Arrived(151);
        Assert.Equal(151, arrived.Count);
        Assert.Equal(Enumerable.Repeat((byte)149, 8), arrived[149]);
        Assert.Equal([9, 9, 9], arrived[150]);
        Assert.Equal(0, _out.Refused);
    }

    [Fact]
    public void What_the_network_does_not_take_does_not_hold_up_the_rest()
    {
        _out.Begin(new Ipv4(0x08080808), 9);
        _out.Append(1)[0] = 1;
        _out.End(segmentBytes: 0);
        _out.Begin(Loopback, _to.Port);
        _out.Append(1)[0] = 2;
        _out.End(segmentBytes: 0);
        _out.Flush();
        Assert.Equal([2], Assert.Single(Arrived(1)));
    }

    [Fact]
    public void A_datagram_longer_than_its_room_is_cut_and_says_so()
    {
        foreach (int most in (int[])[1, 8])
        {
            _out.Begin(Loopback, _to.Port);
            _out.Append(300).Fill(5);
            _out.End(segmentBytes: 0);
            _out.Flush();
            Assert.Equal(1, _poll.Wait(2000));
            Assert.Equal(42, _poll.Tag(0));
            Assert.Equal(1, _in.Receive(_to, most, wait: false));
            Assert.True(_in.IsCut(0));
            Assert.Equal(256, _in.Datagram(0).Length);
        }
        Assert.Equal(0, _in.Receive(_to, 1, wait: true));
        Assert.Equal(0, _in.Receive(_to, 8, wait: true));
    }

    [Fact]
    public void Another_thread_wakes_the_one_that_waits()
    {
        using var wakeUp = new WakeUp();
        _poll.Add(wakeUp, tag: -7);
        new Thread(wakeUp.Signal).Start();
        Assert.Equal(1, _poll.Wait(5000));
        Assert.Equal(-7, _poll.Tag(0));
        wakeUp.Clear();
        Assert.Equal(0, _poll.Wait(0));
    }

    [Fact]
    public void A_late_signal_and_a_second_end_do_nothing()
    {
        var wakeUp = new WakeUp();
        wakeUp.Dispose();
        // Most likely it gets the number that has just become free, as a stranger's descriptor would.
        using var stranger = new WakeUp();
        _poll.Add(stranger, tag: 1);
        wakeUp.Signal();
        wakeUp.Dispose();
        Assert.Equal(0, _poll.Wait(0));
        stranger.Signal();
        Assert.Equal(1, _poll.Wait(0));
    }

    [Fact]
    public void A_port_in_use_is_told_with_its_owner()
    {
        CannotServeException refused = Assert.Throws<CannotServeException>(() => UdpSocket.Open("lo", Loopback, _to.Port, "TFTP"));
        Assert.Contains($"TFTP cannot have UDP port {_to.Port} of 127.0.0.1 (lo)", refused.Message);
        Assert.Contains($"(process {Environment.ProcessId})", refused.Message);
    }

    [Fact]
    public void A_missing_device_and_a_foreign_address_are_told_with_the_cure()
    {
        Assert.Contains("no network port named nosuch0", Assert.Throws<CannotServeException>(() => UdpSocket.Open("nosuch0", Loopback, 0, "TFTP")).Message);
        Assert.Contains("no address 192.0.2.1 on lo", Assert.Throws<CannotServeException>(() => UdpSocket.Open("lo", new Ipv4(0xC0000201), 0, "TFTP")).Message);
    }
}
