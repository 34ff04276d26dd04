using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>Lets any thread wake the one that waits in <see cref="ReadyPoll"/> (eventfd(2)).</summary>
public sealed unsafe class WakeUp : IDisposable
{
    /// <exception cref="IOException">No descriptors left.</exception>
    public WakeUp()
    {
        Handle = EventDescriptor(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (Handle.IsInvalid)
            throw new IOException($"eventfd: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    internal KernelHandle Handle { get; }

    /// <summary>Does nothing once it is closed.</summary>
    public void Signal()
    {
        ulong one = 1;
        try
        {
            _ = Write(Handle, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // A reader that came back from a dying drive after the end: nobody waits for its news.
        }
    }

    /// <summary>Takes the signals back, before what they announced is looked at.</summary>
    public void Clear()
    {
        ulong count;
        _ = Read(Handle, &count, sizeof(ulong));
    }

    public void Dispose() => Handle.Dispose();
}
