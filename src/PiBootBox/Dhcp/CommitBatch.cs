using PiBootBox.Core.Leases;
using PiBootBox.Wire;

namespace PiBootBox.Dhcp;

/// <summary>Sends answers that waited for the disk.</summary>
internal interface IPromiseSender
{
    /// <summary>Sends the frame, unless the box gives that address no more. Called on the thread that commits.</summary>
    void Send(ReadOnlySpan<byte> frame, Ipv4 address);
}

/// <summary>
/// Changes of the lease table that go to the disk together, each with the answer that waits for it.
/// Made once, filled and emptied for ever. Not thread-safe.
/// </summary>
internal sealed class CommitBatch
{
    /// <summary>
    /// At 5,000 leases a second this is what gathers while a bad card takes 800 ms for a sync. Beyond,
    /// an answer would come when its client has long asked again.
    /// </summary>
    private const int Most = 4096;

    /// <summary>Room for that many answers of the usual size, boot file and options included.</summary>
    private const int MostBytes = Most * 512;

    private readonly byte[] _records = new byte[Most * LeaseJournalFormat.RecordSize];
    private readonly byte[] _frames = new byte[MostBytes];
    private readonly (IPromiseSender Sender, Ipv4 Address, int Start, int Length)[] _waiting = new (IPromiseSender, Ipv4, int, int)[Most];
    private int _used;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Records => _records.AsSpan(0, Count * LeaseJournalFormat.RecordSize);

    /// <param name="frame">Copied; may be empty.</param>
    /// <returns>False: no room.</returns>
    public bool TryAdd(IPromiseSender sender, in LeaseRecord record, ReadOnlySpan<byte> frame)
    {
        if (Count == Most || frame.Length > _frames.Length - _used)
            return false;
        LeaseJournalFormat.Write(_records.AsSpan(Count * LeaseJournalFormat.RecordSize), record);
        frame.CopyTo(_frames.AsSpan(_used));
        _waiting[Count] = (sender, record.Address, _used, frame.Length);
        _used += frame.Length;
        Count++;
        return true;
    }

    /// <summary>Sends what waited.</summary>
    public void Send()
    {
        foreach ((IPromiseSender sender, Ipv4 address, int start, int length) in _waiting.AsSpan(0, Count))
        {
            if (length > 0)
                sender.Send(_frames.AsSpan(start, length), address);
        }
    }

    public void Clear()
    {
        // A port that was given up must not be kept alive from here.
        _waiting.AsSpan(0, Count).Clear();
        (Count, _used) = (0, 0);
    }
}
