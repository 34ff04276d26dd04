using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Hears from the kernel (rtnetlink) when the cable of one interface comes back: perhaps in another
/// switch, where other machines have fixed addresses. A packet socket says nothing of a cable.
/// </summary>
internal sealed unsafe class LinkWatch : IDisposable
{
    private const int FamilyNetlink = 16, GroupLink = 1;
    private const int HeaderLength = 16, LinkMessageLength = 16;
    private const ushort NewLink = 16;
    private const uint LowerUp = 1 << 16;

    private readonly int _index;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private bool _isUp = true;

    private LinkWatch(KernelHandle handle, int index) => (Handle, _index) = (handle, index);

    public KernelHandle Handle { get; }

    /// <returns>Null where the kernel gives none; the box then serves without.</returns>
    public static LinkWatch? Open(int interfaceIndex)
    {
        KernelHandle socket = PacketCalls.Socket(FamilyNetlink, PacketCalls.TypeRaw, 0);
        // struct sockaddr_nl: family, padding, our number (the kernel gives one), groups.
        byte* address = stackalloc byte[12];
        Span<byte> fields = new(address, 12);
        fields.Clear();
        BitConverter.TryWriteBytes(fields, (ushort)FamilyNetlink);
        BitConverter.TryWriteBytes(fields[8..], (uint)GroupLink);
        if (!socket.IsInvalid && PacketCalls.Bind(socket, address, 12) == 0)
            return new LinkWatch(socket, interfaceIndex);
        socket.Dispose();
        return null;
    }

    /// <summary>Takes the news that is there.</summary>
    /// <returns>Whether the cable was away and came back.</returns>
    public bool CameUp()
    {
        bool cameUp = false;
        nint length;
        fixed (byte* start = _buffer)
            length = PacketCalls.Receive(Handle, start, (nuint)_buffer.Length, PacketCalls.DontWait);
        ReadOnlySpan<byte> news = _buffer.AsSpan(0, (int)Math.Max(length, 0));
        while (news.Length >= HeaderLength)
        {
            int size = (int)Math.Min(BitConverter.ToUInt32(news), (uint)news.Length);
            if (size < HeaderLength)
                break;
            if (size >= HeaderLength + LinkMessageLength && BitConverter.ToUInt16(news[4..]) == NewLink)
                cameUp |= Follow(news.Slice(HeaderLength, LinkMessageLength));
            // Messages begin at multiples of four bytes (NLMSG_ALIGN).
            news = news[Math.Min((size + 3) & ~3, news.Length)..];
        }
        return cameUp;
    }

    public void Dispose() => Handle.Dispose();

    /// <param name="link">struct ifinfomsg</param>
    private bool Follow(ReadOnlySpan<byte> link)
    {
        if (BitConverter.ToInt32(link[4..]) != _index)
            return false;
        bool wasUp = _isUp;
        _isUp = (BitConverter.ToUInt32(link[8..]) & LowerUp) != 0;
        return _isUp && !wasUp;
    }
}
