using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// The DHCP server of one network port, without sockets and without a clock (RFC 2131). One thread
/// feeds it; <see cref="MachineAt"/> and <see cref="Snapshot"/> may be asked from any.
/// </summary>
public sealed class DhcpServer
{
    /// <summary>Bytes of reply buffer that any answer fits in.</summary>
    public const int ReplySize = 1472;

    /// <exception cref="CannotServeException">The settings do not fit the port's address.</exception>
    public DhcpServer(DhcpSettings settings, ServedInterface port, IBootFiles boot, IMachineJournal journal, ActivityBoard activity)
    {
        _ = (settings, port, boot, journal, activity);
    }

    /// <summary>Feeds one UDP payload that came to port 67. Malformed ones are told to the journal.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <param name="reply">At least <see cref="ReplySize"/> bytes; the answer is written here.</param>
    public DhcpAnswer Handle(ReadOnlySpan<byte> datagram, in DhcpArrival arrival, TimeSpan now, Span<byte> reply) => DhcpAnswer.Nothing;

    /// <summary>
    /// Answers that had to wait for a probe, and everything else that time brings (expiry). Call it until it
    /// is false: after <see cref="OnArp"/> and whenever <see cref="NextDeadline"/> has come.
    /// </summary>
    public bool TryNextAnswer(TimeSpan now, Span<byte> reply, out DhcpAnswer answer)
    {
        answer = default;
        return false;
    }

    /// <summary>An address to ask for by ARP now. Call it until it is false, after every other call.</summary>
    public bool TryNextProbe(TimeSpan now, out Ipv4 address)
    {
        address = default;
        return false;
    }

    /// <summary>Somebody said by ARP (request or reply) that the address is theirs.</summary>
    public void OnArp(Ipv4 sender, MacAddress mac, TimeSpan now)
    {
    }

    /// <summary>When to call <see cref="TryNextAnswer"/> and <see cref="TryNextProbe"/> again even if nothing arrives; null: never.</summary>
    public TimeSpan? NextDeadline => null;

    /// <summary>Takes a record of an earlier run back, oldest first, before the first message.</summary>
    /// <returns>False when the address is none of ours any more.</returns>
    public bool Restore(in LeaseRecord record, TimeSpan now) => false;

    /// <summary>
    /// Every live binding and quarantine, for a compacted file. It may be read while the server goes on: a
    /// change made meanwhile is either in it or was handed out as a record after the call.
    /// </summary>
    public IEnumerable<LeaseRecord> Snapshot(TimeSpan now) => [];

    /// <summary>Who has that address, offered or bound.</summary>
    public MachineId? MachineAt(Ipv4 address) => null;
}
