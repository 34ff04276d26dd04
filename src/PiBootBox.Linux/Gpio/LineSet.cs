using PiBootBox.Linux.Network;
using static PiBootBox.Linux.Devices.DeviceCalls;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Gpio.GpioCalls;

namespace PiBootBox.Linux.Gpio;

/// <summary>Lines that are ours. Bits are by their places in the request; 1 is lit, or pressed.</summary>
internal sealed unsafe class LineSet(KernelHandle file, int count) : IDisposable
{
    // More than one reading takes; the rest waits in the kernel.
    private const int EventsAtOnce = 16;

    private readonly ulong _all = count == LineRequest.MostLines ? ulong.MaxValue : (1UL << count) - 1;

    public KernelHandle File => file;

    /// <returns>False when the chip is gone.</returns>
    public bool TryGet(out ulong bits)
    {
        LineValues values = new() { Mask = _all };
        bool isThere = Control(file, GPIO_V2_LINE_GET_VALUES, &values) == 0;
        bits = values.Bits & _all;
        return isThere;
    }

    /// <returns>0, or the kernel's error.</returns>
    public int Set(ulong bits)
    {
        LineValues values = new() { Bits = bits, Mask = _all };
        return Control(file, GPIO_V2_LINE_SET_VALUES, &values) == 0 ? 0 : Last;
    }

    /// <summary>Takes the edges that came, in their order. Only when there are some: it would wait for the first.</summary>
    /// <param name="take">Gets the line's offset in the chip, and whether it is pressed now.</param>
    public void ReadEdges(Action<uint, bool> take)
    {
        LineEvent* events = stackalloc LineEvent[EventsAtOnce];
        nint length = Read(file, events, (nuint)(EventsAtOnce * sizeof(LineEvent)));
        for (int i = 0; i < length / sizeof(LineEvent); i++)
            take(events[i].Offset, events[i].Id == RISING_EDGE);
    }

    public void Dispose() => file.Dispose();
}
