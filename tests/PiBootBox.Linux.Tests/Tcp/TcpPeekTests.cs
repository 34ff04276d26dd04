using System.Net.Sockets;
using PiBootBox.Linux.Tcp;

namespace PiBootBox.Linux.Tests.Tcp;

public sealed class TcpPeekTests
{
    [Fact]
    public void Peeked_bytes_are_still_there()
    {
        using LoopbackPair pair = new();
        byte[] buffer = new byte[10];
        pair.Client.Send("GET"u8);

        Assert.Equal(3, TcpPeek.More(pair.Server, buffer, 0));
        Assert.Equal(3, TcpPeek.More(pair.Server, buffer, 0));
        Assert.Equal(3, pair.Server.Receive(buffer));
        Assert.Equal("GET"u8, buffer.AsSpan(0, 3));
    }

    [Fact]
    public async Task Asking_for_more_waits_for_more()
    {
        using LoopbackPair pair = new();
        byte[] buffer = new byte[10];
        pair.Client.Send("GET"u8);
        Assert.Equal(3, TcpPeek.More(pair.Server, buffer, 0));

        Task<int> more = Task.Run(() => TcpPeek.More(pair.Server, buffer, 3));
        Assert.NotSame(more, await Task.WhenAny(more, Task.Delay(100)));
        pair.Client.Send(" "u8);

        Assert.Equal(4, await more);
        Assert.Equal("GET "u8, buffer.AsSpan(0, 4));
    }

    [Fact]
    public void The_other_sides_end_ends_the_waiting()
    {
        using LoopbackPair pair = new();
        byte[] buffer = new byte[10];
        pair.Client.Send("GET"u8);
        Assert.Equal(3, TcpPeek.More(pair.Server, buffer, 0));
        pair.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal(3, TcpPeek.More(pair.Server, buffer, 3));
        Assert.Equal(3, pair.Server.Receive(buffer));
        Assert.Equal(0, TcpPeek.More(pair.Server, buffer, 0));
    }
}
