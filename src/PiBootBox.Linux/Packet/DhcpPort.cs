using PiBootBox.Core;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>What a wait was ended by.</summary>
[Flags]
public enum PortEvents
{
    /// <summary>The time is up.</summary>
    None = 0,
    Dhcp = 1,
    Arp = 2,
    /// <summary>Somebody called <see cref="DhcpPort.Stop"/>.</summary>
    Stopped = 4,
    /// <summary>Ask <see cref="DhcpPort.CableMoved"/>.</summary>
    Cable = 8,
}

/// <summary>
/// All that DHCP needs of one interface: raw DHCP frames, raw ARP frames, ports 67 and 4011 held against others,
/// and a wait on all of them at once. One thread waits and receives; any thread may send and stop it.
/// </summary>
public sealed unsafe class DhcpPort : IDisposable
{
    private readonly PortGuard _serverGuard;
    private readonly PortGuard _bootServiceGuard;
    private readonly PacketSocket _dhcp;
    private readonly PacketSocket _arp;
    private readonly KernelHandle _stop;
    private readonly LinkWatch? _cable;

    private DhcpPort(PortGuard server, PortGuard bootService, PacketSocket dhcp, PacketSocket arp, KernelHandle stop, LinkWatch? cable) =>
        (_serverGuard, _bootServiceGuard, _dhcp, _arp, _stop, _cable) = (server, bootService, dhcp, arp, stop, cable);

    /// <exception cref="CannotServeException">The port is taken, not permitted, or not there.</exception>
    public static DhcpPort Open(ServedInterface port)
    {
        PortGuard? server = null, bootService = null;
        PacketSocket? dhcp = null, arp = null;
        try
        {
            server = PortGuard.Hold(port.Name, ReplyRoute.ServerPort);
            bootService = PortGuard.Hold(port.Name, ReplyRoute.BootServicePort);
            dhcp = PacketSocket.Open(port, 0x0800, PacketFilter.Dhcp(port.Address));
            arp = PacketSocket.Open(port, 0x0806, PacketFilter.Arp);
            KernelHandle stop = PacketCalls.EventFd(0, 0x80000);
            return stop.IsInvalid
                ? throw new CannotServeException($"The box has no file descriptor left for {port.Name}: raise its limit (LimitNOFILE).")
                : new DhcpPort(server, bootService, dhcp, arp, stop, LinkWatch.Open(port.Index));
        }
        catch
        {
            arp?.Dispose();
            dhcp?.Dispose();
            bootService?.Dispose();
            server?.Dispose();
            throw;
        }
    }

    /// <summary>Waits until something is there or the time is up; null waits without end.</summary>
    public PortEvents Wait(TimeSpan? most)
    {
        // poll counts whole milliseconds: rounded up, or a deadline in 0.3 ms would spin until it comes.
        int milliseconds = most is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1;
        PollSlot* slots = stackalloc PollSlot[4];
        slots[0] = new PollSlot { File = (int)_dhcp.Handle.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        slots[1] = new PollSlot { File = (int)_arp.Handle.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        slots[2] = new PollSlot { File = (int)_stop.DangerousGetHandle(), Wanted = PacketCalls.PollIn };
        // A negative number is a place that poll leaves out.
        slots[3] = new PollSlot { File = (int)(_cable?.Handle.DangerousGetHandle() ?? -1), Wanted = PacketCalls.PollIn };
        if (PacketCalls.Poll(slots, 4, milliseconds) <= 0)
            return PortEvents.None;
        return (slots[0].Happened != 0 ? PortEvents.Dhcp : PortEvents.None)
            | (slots[1].Happened != 0 ? PortEvents.Arp : PortEvents.None)
            | (slots[2].Happened != 0 ? PortEvents.Stopped : PortEvents.None)
            | (slots[3].Happened != 0 ? PortEvents.Cable : PortEvents.None);
    }

    /// <summary>Takes the DHCP frames that are there, none or more.</summary>
    /// <returns>False: the interface went down or vanished, this port is of no more use.</returns>
    public bool ReceiveDhcp(FrameBatch batch) => Receive(_dhcp, batch);

    /// <summary>Takes the ARP frames that are there, none or more.</summary>
    /// <returns>False: the interface went down or vanished, this port is of no more use.</returns>
    public bool ReceiveArp(FrameBatch batch) => Receive(_arp, batch);

    /// <summary>The cable is in, and the other end is on; true also where the kernel does not tell.</summary>
    public bool CableIsIn => _cable?.IsUp ?? true;

    /// <summary>Takes the news of the cable. True when it went out, came in, or both: ask <see cref="CableIsIn"/>.</summary>
    public bool CableMoved() => _cable?.Moved() ?? false;

    /// <summary>Sends one whole frame.</summary>
    /// <returns>False: it did not leave, because the queue is full or the port is down, gone or disposed. A client asks again.</returns>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            return _dhcp.Send(frame) == 0;
        }
        catch (ObjectDisposedException)
        {
            // An answer that waited for the disk may come after the port's end.
            return false;
        }
    }

    /// <summary>Ends the wait that is under way, and every later one at once.</summary>
    public void Stop()
    {
        ulong one = 1;
        PacketCalls.Write(_stop, &one, sizeof(ulong));
    }

    /// <summary>Only when no thread waits any more.</summary>
    public void Dispose()
    {
        _cable?.Dispose();
        _stop.Dispose();
        _arp.Dispose();
        _dhcp.Dispose();
        _bootServiceGuard.Dispose();
        _serverGuard.Dispose();
    }

    private static bool Receive(PacketSocket socket, FrameBatch batch) => !Errno.IsGone(batch.Receive(socket.Handle));
}
