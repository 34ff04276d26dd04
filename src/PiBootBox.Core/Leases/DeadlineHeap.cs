namespace PiBootBox.Core.Leases;

/// <summary>
/// The slots of a table that end at a time, soonest first: a binary heap that knows where each slot
/// stands, so that a renewal moves it in O(log n).
/// </summary>
internal sealed class DeadlineHeap(Lease[] slots)
{
    private readonly int[] _heap = new int[slots.Length];
    // One more than the place in the heap: 0 is not in it.
    private readonly int[] _place = new int[slots.Length];
    private int _count;

    /// <summary>The slot that ends first, <see cref="Slot.None"/> when nothing ever ends.</summary>
    public int Soonest => _count == 0 ? Slot.None : _heap[0];

    /// <summary>Puts the slot where its <see cref="Lease.Until"/> belongs, whether or not it was in before.</summary>
    public void Set(int slot)
    {
        if (_place[slot] == 0)
            Put(_count++, slot);
        Down(_place[slot] - 1);
        Up(_place[slot] - 1);
    }

    public void Remove(int slot)
    {
        int place = _place[slot] - 1;
        if (place < 0)
            return;
        _place[slot] = 0;
        int last = _heap[--_count];
        if (last == slot)
            return;
        Put(place, last);
        Down(place);
        Up(_place[last] - 1);
    }

    private void Up(int place)
    {
        int slot = _heap[place];
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (slots[_heap[parent]].Until <= slots[slot].Until)
                break;
            Put(place, _heap[parent]);
            place = parent;
        }
        Put(place, slot);
    }

    private void Down(int place)
    {
        int slot = _heap[place];
        for (int child = 2 * place + 1; child < _count; child = 2 * place + 1)
        {
            if (child + 1 < _count && slots[_heap[child + 1]].Until < slots[_heap[child]].Until)
                child++;
            if (slots[slot].Until <= slots[_heap[child]].Until)
                break;
            Put(place, _heap[child]);
            place = child;
        }
        Put(place, slot);
    }

    private void Put(int place, int slot)
    {
        _heap[place] = slot;
        _place[slot] = place + 1;
    }
}
