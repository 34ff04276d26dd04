namespace PiBootBox.Core.Dhcp;

/// <summary>
/// DISCOVERs that wait for an address to be probed, oldest first. When it is full the newcomer is left out: its
/// client asks again by itself.
/// </summary>
internal sealed class PendingDiscovers
{
    public const int Most = 2048;

    // Clients repeat themselves after four seconds at the latest (RFC 2131 section 4.1).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // A DISCOVER of a real client has 300 to 600 bytes.
    private const int LongestMessage = 1024;

    private readonly Waiting[] _ring = new Waiting[Most];
    private int _first;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> message, in DhcpArrival arrival, TimeSpan now)
    {
        if (Count == Most || message.Length > LongestMessage)
            return;
        ref Waiting slot = ref _ring[(_first + Count++) % Most];
        slot.Bytes ??= new byte[LongestMessage];
        message.CopyTo(slot.Bytes);
        slot.Length = message.Length;
        slot.Arrival = arrival;
        slot.Since = now;
    }

    /// <summary>The bytes stay valid until the next <see cref="Add"/>.</summary>
    public bool TryTake(TimeSpan now, out ReadOnlySpan<byte> message, out DhcpArrival arrival)
    {
        while (Count > 0)
        {
            ref Waiting slot = ref _ring[_first];
            _first = (_first + 1) % Most;
            Count--;
            if (now - slot.Since > Patience)
                continue;
            message = slot.Bytes.AsSpan(0, slot.Length);
            arrival = slot.Arrival;
            return true;
        }
        message = default;
        arrival = default;
        return false;
    }

    private struct Waiting
    {
        public byte[]? Bytes;
        public int Length;
        public DhcpArrival Arrival;
        public TimeSpan Since;
    }
}
