using System.Runtime.InteropServices;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>Waits until one of several sockets has something to read (epoll(7)). One thread waits.</summary>
public sealed unsafe class ReadyPoll : IDisposable
{
    private const int MaxEvents = 16;

    // struct epoll_event is packed on x86-64 alone (eventpoll.h).
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly int _epoll;
    private bool _isDisposed;
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(MaxEvents * 16);

    /// <exception cref="IOException">No descriptors left.</exception>
    public ReadyPoll()
    {
        _epoll = EpollCreate(EPOLL_CLOEXEC);
        if (_epoll < 0)
            throw new IOException($"epoll: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    /// <param name="tag">What <see cref="Tag"/> tells when it is ready.</param>
    public void Add(UdpSocket socket, int tag) => Add(socket.Descriptor, tag);

    /// <inheritdoc cref="Add(UdpSocket, int)"/>
    public void Add(WakeUp wakeUp, int tag) => Add((int)wakeUp.Handle.DangerousGetHandle(), tag);

    /// <param name="milliseconds">Longest wait; 0 does not wait, -1 waits for ever.</param>
    /// <returns>How many are ready.</returns>
    public int Wait(int milliseconds) => Math.Max(0, EpollWait(_epoll, _events, MaxEvents, milliseconds));

    public int Tag(int ready) => *(int*)(_events + ready * EventSize + DataOffset);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Close(_epoll);
        NativeMemory.Free(_events);
    }

    private void Add(int descriptor, int tag)
    {
        byte* wanted = stackalloc byte[16];
        *(uint*)wanted = EPOLLIN;
        *(int*)(wanted + DataOffset) = tag;
        if (EpollControl(_epoll, EPOLL_CTL_ADD, descriptor, wanted) < 0)
            throw new IOException($"epoll: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }
}
