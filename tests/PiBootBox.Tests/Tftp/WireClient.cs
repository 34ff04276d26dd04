using System.Net;
using System.Net.Sockets;
using System.Text;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Tftp;

/// <summary>A client of one port that sends and receives packet by packet.</summary>
public sealed class WireClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
    private readonly byte[] _buffer = new byte[70_000];
    private readonly EndPoint _requests;

    public WireClient(int requestPort)
    {
        _requests = new IPEndPoint(IPAddress.Loopback, requestPort);
        _socket.ReceiveBufferSize = 4 * 1024 * 1024;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>Where the last packet came from: the server's port of the transfer.</summary>
    public EndPoint? Server { get; private set; }

    public int ServerPort => ((IPEndPoint)Server!).Port;

    public void Ask(string name, TftpOptions options = default, string mode = "octet", TftpOpcode opcode = TftpOpcode.ReadRequest)
    {
        byte[] packet = new byte[name.Length + 200];
        int length = TftpPacket.WriteRequest(packet, opcode, Encoding.Latin1.GetBytes(name), Encoding.ASCII.GetBytes(mode), options);
        _socket.SendTo(packet.AsSpan(0, length), _requests);
    }

    public void SendRaw(byte[] packet, EndPoint? to = null) => _socket.SendTo(packet, to ?? _requests);

    public void Ack(int block, EndPoint? to = null)
    {
        byte[] packet = new byte[4];
        TftpPacket.WriteAck(packet, (ushort)block);
        _socket.SendTo(packet, to ?? Server!);
    }

    public void Abort(TftpErrorCode code)
    {
        byte[] packet = new byte[50];
        int length = TftpPacket.WriteError(packet, code, "that is all");
        _socket.SendTo(packet.AsSpan(0, length), Server!);
    }

    public ReadOnlySpan<byte> Receive()
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length = _socket.ReceiveFrom(_buffer, ref from);
        Server = from;
        return _buffer.AsSpan(0, length);
    }

    /// <summary>As firmware does: asks again every second until something comes.</summary>
    public void AskUntilAnswered(string name)
    {
        do
            Ask(name);
        while (!_socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead));
    }

    /// <summary>Whether nothing is there; for packets that would have come before one that did.</summary>
    public bool IsQuiet => _socket.Available == 0;

    public (ushort Block, byte[] Data) ReceiveData()
    {
        ReadOnlySpan<byte> packet = Receive();
        Assert.True(TftpPacket.TryReadData(packet, out ushort block), Describe(packet));
        return (block, packet[4..].ToArray());
    }

    public TftpOptions ReceiveAgreement()
    {
        ReadOnlySpan<byte> packet = Receive();
        Assert.True(TftpPacket.TryReadOptionAck(packet, out TftpOptions options), Describe(packet));
        return options;
    }

    public (TftpErrorCode Code, string Message) ReceiveError()
    {
        ReadOnlySpan<byte> packet = Receive();
        Assert.True(TftpPacket.TryReadError(packet, out TftpErrorCode code, out ReadOnlySpan<byte> message), Describe(packet));
        return (code, Encoding.ASCII.GetString(message));
    }

    /// <summary>The rest of a transfer whose next block is <paramref name="next"/>.</summary>
    public byte[] ReadRest(int blockSize, int window = 1, long next = 1)
    {
        var all = new MemoryStream();
        for (int inWindow = 0; ; next++)
        {
            (ushort block, byte[] data) = ReceiveData();
            // On a busy machine the box sends a block again before our ACK reaches it.
            while ((short)(block - (ushort)next) < 0)
                (block, data) = ReceiveData();
            Assert.Equal((ushort)next, block);
            all.Write(data);
            bool last = data.Length < blockSize;
            if (++inWindow == window || last)
            {
                Ack((ushort)next);
                inWindow = 0;
            }
            if (last)
                return all.ToArray();
        }
    }

    public byte[] Read(string name, TftpOptions options = default)
    {
        Ask(name, options);
        if (options.IsEmpty)
            return ReadRest(TftpPacket.DefaultBlockSize);
        TftpOptions told = ReceiveAgreement();
        Ack(0);
        return ReadRest(told.BlockSize == 0 ? 512 : told.BlockSize, Math.Max(1, told.WindowSize));
    }

    public void Dispose() => _socket.Dispose();

    private static string Describe(ReadOnlySpan<byte> packet) =>
        $"came instead: {Encoding.Latin1.GetString(packet[..Math.Min(120, packet.Length)])}";
}
