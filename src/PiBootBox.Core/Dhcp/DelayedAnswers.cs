namespace PiBootBox.Core.Dhcp;

/// <summary>
/// Answers whose time has not come (<see cref="DhcpAnswer.Delay"/>), so that no thread sleeps for them. All are held back for
/// the same time, so they leave in the order in which they came. Where there is no room the newcomer is left out: its
/// client asks again.
/// </summary>
public sealed class DelayedAnswers
{
    private const int Most = 256;

    private readonly Waiting[] _ring = new Waiting[Most];
    private int _first, _count;

    /// <summary>When to call <see cref="TryTake"/>; null: nothing waits.</summary>
    public TimeSpan? NextDeadline => _count > 0 ? _ring[_first].Due : null;

    public void Clear() => _count = 0;

    /// <param name="reply">Copied.</param>
    public void Add(ReadOnlySpan<byte> reply, in ReplyRoute route, TimeSpan due)
    {
        if (_count == Most || reply.Length > DhcpServer.ReplySize)
            return;
        ref Waiting slot = ref _ring[(_first + _count++) % Most];
        slot.Bytes ??= new byte[DhcpServer.ReplySize];
        reply.CopyTo(slot.Bytes);
        (slot.Length, slot.Route, slot.Due) = (reply.Length, route, due);
    }

    /// <param name="reply">At least <see cref="DhcpServer.ReplySize"/> bytes; the answer is written here.</param>
    /// <returns>False when nothing is due.</returns>
    public bool TryTake(TimeSpan now, Span<byte> reply, out DhcpAnswer answer)
    {
        if (_count == 0 || _ring[_first].Due > now)
        {
            answer = DhcpAnswer.Nothing;
            return false;
        }
        ref Waiting slot = ref _ring[_first];
        slot.Bytes.AsSpan(0, slot.Length).CopyTo(reply);
        answer = new DhcpAnswer(slot.Length, slot.Route, null);
        (_first, _count) = ((_first + 1) % Most, _count - 1);
        return true;
    }

    private struct Waiting
    {
        public byte[]? Bytes;
        public int Length;
        public ReplyRoute Route;
        public TimeSpan Due;
    }
}
