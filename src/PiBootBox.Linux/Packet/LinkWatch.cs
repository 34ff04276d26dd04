using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Hears from the kernel (rtnetlink) when the cable of one interface goes out and comes in: perhaps in
/// another switch, where others serve and other addresses are taken. A packet socket says nothing of a cable.
/// </summary>
internal sealed unsafe class LinkWatch : IDisposable
{
    private const int FamilyNetlink = 16, GroupLink = 1;
    private const int HeaderLength = 16, LinkMessageLength = 16;
    private const ushort NewLink = 16, GetLink = 18, Request = 1;
    private const uint LowerUp = 1 << 16;

    private readonly int _index;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private LinkWatch(KernelHandle handle, int index) => (Handle, _index) = (handle, index);

    public KernelHandle Handle { get; }

    /// <summary>The cable is in, and the other end is on.</summary>
    public bool IsUp { get; private set; } = true;

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
        if (!socket.IsInvalid && PacketCalls.Bind(socket, address, 12) == 0 && Ask(socket, interfaceIndex))
        {
            // The kernel has answered by the time that the question is sent.
            LinkWatch watch = new(socket, interfaceIndex);
            watch.Moved();
            return watch;
        }
        socket.Dispose();
        return null;
    }

    /// <summary>Takes the news that is there.</summary>
    /// <returns>Whether the cable went out or came in.</returns>
    public bool Moved()
    {
        bool moved = false;
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
                moved |= Follow(news.Slice(HeaderLength, LinkMessageLength));
            // Messages begin at multiples of four bytes (NLMSG_ALIGN).
            news = news[Math.Min((size + 3) & ~3, news.Length)..];
        }
        return moved;
    }

    public void Dispose() => Handle.Dispose();

    /// <summary>Asks how it stands at the start: the box may be switched on before its cable is in.</summary>
    private static bool Ask(KernelHandle socket, int interfaceIndex)
    {
        // struct nlmsghdr, then struct ifinfomsg.
        Span<byte> question = stackalloc byte[HeaderLength + LinkMessageLength];
        question.Clear();
        BitConverter.TryWriteBytes(question, question.Length);
        BitConverter.TryWriteBytes(question[4..], GetLink);
        BitConverter.TryWriteBytes(question[6..], Request);
        BitConverter.TryWriteBytes(question[(HeaderLength + 4)..], interfaceIndex);
        fixed (byte* start = question)
            return PacketCalls.Send(socket, start, (nuint)question.Length, PacketCalls.DontWait) > 0;
    }

    /// <param name="link">struct ifinfomsg</param>
    private bool Follow(ReadOnlySpan<byte> link)
    {
        if (BitConverter.ToInt32(link[4..]) != _index)
            return false;
        bool wasUp = IsUp;
        IsUp = (BitConverter.ToUInt32(link[8..]) & LowerUp) != 0;
        return IsUp != wasUp;
    }
}
