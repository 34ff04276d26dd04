using PiBootBox.Linux.Udp;
using PiBootBox.Wire;

namespace PiBootBox.Tftp;

/// <summary>One server port that transfers share, told apart by the address and port of the client.</summary>
internal sealed class Lane(UdpSocket socket) : IDisposable
{
    private readonly Dictionary<ulong, Session> _sessions = [];

    public UdpSocket Socket { get; } = socket;

    public SendBatch Out { get; } = new(socket);

    public int Count => _sessions.Count;

    public Session? Find(Ipv4 client, ushort port) => _sessions.GetValueOrDefault(Key(client, port));

    public void Add(Session session) => _sessions.Add(Key(session.Client, session.Port), session);

    public void Remove(Session session) => _sessions.Remove(Key(session.Client, session.Port));

    public void Dispose()
    {
        Out.Dispose();
        Socket.Dispose();
    }

    private static ulong Key(Ipv4 client, ushort port) => (ulong)client.Value << 16 | port;
}
