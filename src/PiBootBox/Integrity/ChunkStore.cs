using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Integrity;

namespace PiBootBox.Integrity;

/// <summary>
/// Chunks of one drive that were read and found to be what was sealed. What goes to a machine is copied out of here and never
/// read again: bytes that were checked are the bytes that are sent. Thirty machines that fetch one
/// image share the chunks, so each is read and hashed once. Callable from any thread; a dying drive holds up whoever reads from it.
/// </summary>
internal sealed class ChunkStore
{
    /// <summary>32 MB for each drive that is being read, which a board with 512 MB can spare.</summary>
    internal const int Most = 32;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    // Also the lock: it is waited on.
    private readonly Slot[] _slots = new Slot[Most];
    private readonly Timer _sweep;
    private long _uses, _usesBefore;

    public ChunkStore()
    {
        for (int i = 0; i < Most; i++)
            _slots[i] = new Slot();
        _sweep = new Timer(static store => ((ChunkStore)store!).Sweep(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Copies a part of a chunk, once the whole of it is known to be right.</summary>
    /// <param name="file">Of the sealed file.</param>
    /// <param name="within">From where in the chunk.</param>
    /// <exception cref="AlteredFileException">It is not what was sealed.</exception>
    /// <exception cref="IOException">The drive fails.</exception>
    public void Copy(SafeFileHandle file, SealedFile seal, long index, int within, Span<byte> target)
    {
        Slot slot = Take(seal, index, out bool isMine);
        // While it is in use nobody gives the slot to another chunk, so no lock is held over reading and copying.
        bool isRight = !isMine;
        try
        {
            if (isMine)
                Fill(slot, file, seal, index);
            isRight = true;
            slot.Bytes.AsSpan(within, target.Length).CopyTo(target);
        }
        finally
        {
            GiveBack(slot, isRight);
        }
    }

    /// <param name="isMine">The caller has to fill it.</param>
    private Slot Take(SealedFile seal, long index, out bool isMine)
    {
        lock (_slots)
        {
            if (_uses++ == _usesBefore)
                _sweep.Change(Idle, Idle);
            while (true)
            {
                Slot? known = Array.Find(_slots, slot => ReferenceEquals(slot.Of, seal) && slot.Index == index);
                if (known is { IsFull: true } or null && (known ?? Oldest()) is { } slot)
                {
                    isMine = known is null;
                    if (isMine)
                        (slot.Of, slot.Index, slot.IsFull) = (seal, index, false);
                    slot.Users++;
                    slot.UsedAt = _uses;
                    return slot;
                }
                // Somebody reads it just now, or every slot is in use for a moment.
                Monitor.Wait(_slots);
            }
        }
    }

    private Slot? Oldest()
    {
        Slot? oldest = null;
        foreach (Slot slot in _slots)
        {
            if (slot.Users == 0 && (oldest is null || slot.UsedAt < oldest.UsedAt))
                oldest = slot;
        }
        return oldest;
    }

    private static void Fill(Slot slot, SafeFileHandle file, SealedFile seal, long index)
    {
        slot.Bytes ??= GC.AllocateUninitializedArray<byte>(SealedFile.ChunkBytes);
        Span<byte> chunk = slot.Bytes.AsSpan(0, seal.LengthOf(index));
        long at = index * SealedFile.ChunkBytes;
        for (int filled = 0; filled < chunk.Length;)
        {
            int read = RandomAccess.Read(file, chunk[filled..], at + filled);
            if (read == 0)
                throw new AlteredFileException($"{seal.Path} is shorter than when the drive was sealed: it was altered. Copy it again, or seal the drive again.");
            filled += read;
        }
        if (!seal.Matches(index, chunk))
            throw new AlteredFileException($"{seal.Path} is not what was sealed, within the MB at {index} MB: it is damaged or was altered. Copy it again, or seal the drive again.");
    }

    private void GiveBack(Slot slot, bool isRight)
    {
        lock (_slots)
        {
            slot.Users--;
            if (isRight)
                slot.IsFull = true;
            else
                slot.Of = null;
            Monitor.PulseAll(_slots);
        }
    }

    /// <summary>Where nobody reads any more, the memory goes back.</summary>
    private void Sweep()
    {
        lock (_slots)
        {
            if (_uses != _usesBefore)
            {
                _usesBefore = _uses;
                return;
            }
            foreach (Slot slot in _slots)
            {
                if (slot.Users == 0)
                    (slot.Of, slot.Bytes, slot.IsFull) = (null, null, false);
            }
            _sweep.Change(Timeout.Infinite, Timeout.Infinite);
        }
    }

    private sealed class Slot
    {
        public SealedFile? Of;
        public long Index, UsedAt;
        public byte[]? Bytes;
        public int Users;
        public bool IsFull;
    }
}
