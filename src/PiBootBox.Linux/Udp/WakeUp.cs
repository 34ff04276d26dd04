using System.Runtime.InteropServices;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>Lets any thread wake the one that waits in <see cref="ReadyPoll"/> (eventfd(2)).</summary>
public sealed unsafe class WakeUp : IDisposable
{
    /// <exception cref="IOException">No descriptors left.</exception>
    public WakeUp()
    {
        Descriptor = EventDescriptor(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (Descriptor < 0)
            throw new IOException($"eventfd: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    /// <summary>-1 once it is closed.</summary>
    internal int Descriptor { get; private set; }

    public void Signal()
    {
        ulong one = 1;
        _ = Write(Descriptor, &one, sizeof(ulong));
    }

    /// <summary>Takes the signals back, before what they announced is looked at.</summary>
    public void Clear()
    {
        ulong count;
        _ = Read(Descriptor, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
            Close(Descriptor);
        Descriptor = -1;
    }
}
