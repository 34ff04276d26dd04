using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Linux.Tcp;

namespace PiBootBox.Linux.Tests.Tcp;

public sealed class FileSenderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 4)]
    [InlineData(9, 1)]
    [InlineData(5, 0)]
    public void The_head_and_exactly_the_part_arrive(int first, int count)
    {
        File.WriteAllBytes(_path, "0123456789"u8);
        using LoopbackPair pair = new();
        using SafeFileHandle file = File.OpenHandle(_path);

        SendResult result = FileSender.Send(pair.Server.SafeHandle, "head:"u8, file, first, count);
        pair.Server.Shutdown(SocketShutdown.Send);

        Assert.Equal(new SendResult(SendEnd.Sent, count, 0), result);
        Assert.Equal("head:" + "0123456789".Substring(first, count), ReadToEnd(pair.Client));
    }

    [Fact]
    public void A_file_that_is_too_short_is_told_with_what_was_sent()
    {
        File.WriteAllBytes(_path, "0123456789"u8);
        using LoopbackPair pair = new();
        using SafeFileHandle file = File.OpenHandle(_path);

        Assert.Equal(new SendResult(SendEnd.FileShort, 10, 0), FileSender.Send(pair.Server.SafeHandle, [], file, 0, 11));
    }

    [Fact]
    public async Task A_client_that_resets_ends_the_call_and_not_the_process()
    {
        using SafeFileHandle file = Big();
        using LoopbackPair pair = new();
        Task<SendResult> sending = Task.Run(() => FileSender.Send(pair.Server.SafeHandle, "head"u8, file, 0, 100_000_000));

        pair.Client.Receive(new byte[1000]);
        pair.Client.LingerState = new LingerOption(true, 0);
        pair.Client.Close();

        Assert.Equal(SendEnd.ConnectionLost, (await sending).End);
        Assert.Equal(SendEnd.ConnectionLost, FileSender.Send(pair.Server.SafeHandle, [], file, 0, 1000).End);
    }

    [Fact]
    public async Task A_blocked_call_returns_when_the_socket_is_shut_down()
    {
        using SafeFileHandle file = Big();
        using LoopbackPair pair = new();
        Task<SendResult> sending = Task.Run(() => FileSender.Send(pair.Server.SafeHandle, "head"u8, file, 0, 100_000_000));
        pair.Client.Receive(new byte[1000]);

        pair.Server.Shutdown(SocketShutdown.Both);

        SendResult result = await sending;
        Assert.Equal(SendEnd.ConnectionLost, result.End);
        Assert.InRange(result.Sent, 0, 99_999_999);
    }

    [Fact]
    public void What_cannot_be_read_is_the_drives_fault()
    {
        using LoopbackPair pair = new();
        // A descriptor for writing fails its reads, as a drive does that was pulled out.
        using SafeFileHandle file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write);

        SendResult result = FileSender.Send(pair.Server.SafeHandle, [], file, 0, 10);

        Assert.Equal(SendEnd.DriveFailed, result.End);
        Assert.NotEqual(0, result.Error);
    }

    [Fact]
    public void Progress_counts_what_the_client_acknowledged()
    {
        File.WriteAllBytes(_path, "0123456789"u8);
        using LoopbackPair pair = new();
        using SafeFileHandle file = File.OpenHandle(_path);
        Assert.False(TcpProgress.Of(pair.Server).InFlight);
        long before = TcpProgress.Of(pair.Server).Acknowledged;

        FileSender.Send(pair.Server.SafeHandle, "head:"u8, file, 0, 10);
        // The answer of the other side carries its acknowledgement.
        pair.Client.Receive(new byte[100]);
        pair.Client.Send("x"u8);
        pair.Server.Receive(new byte[1]);

        Assert.Equal(new TcpProgress(before + 15, InFlight: false), TcpProgress.Of(pair.Server));
    }

    private SafeFileHandle Big()
    {
        SafeFileHandle file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, 100_000_000);
        return file;
    }

    private static string ReadToEnd(Socket socket)
    {
        using StreamReader reader = new(new NetworkStream(socket));
        return reader.ReadToEnd();
    }
}
