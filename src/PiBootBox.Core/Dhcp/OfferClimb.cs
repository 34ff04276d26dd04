using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Where one machine stands on the rungs of one kind, and what came of the answers in the present shape.</summary>
internal struct OfferClimb(MacAddress machine, OfferRungs rungs, int rung)
{
    /// <summary>
    /// An answer that is followed so soon by the next DISCOVER was not refused: firmware gathers offers for up to four
    /// seconds (PXE 2.1 section 2.2.4), and some asks twice from the start.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>PXE repeats a DISCOVER after 4, 8, 16 and 32 seconds; one after more than that begins anew.</summary>
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromSeconds(40);

    /// <summary>After such a silence it may have been switched off at any point: nothing follows from what it did not do.</summary>
    private static readonly TimeSpan LongestGrudge = TimeSpan.FromSeconds(60);

    // Counted apart by Patience.
    private int _answers;
    private TimeSpan _firstAnswer, _lastAnswer;
    private uint _transactionId;
    private ushort _seconds;
    private bool _tookAddress;

    public readonly MacAddress Machine => machine;

    /// <summary>Null in a place that nobody took yet.</summary>
    public readonly OfferRungs? Rungs => rungs;

    public int Rung { get; private set; } = rung;

    public readonly OfferShape Shape => rungs[Rung];

    /// <summary>Some answer's outcome is still open.</summary>
    public readonly bool IsOpen => _answers > 0;

    public PxeClient Client { get; private set; }

    public TimeSpan LastHeard { get; private set; }

    /// <summary>Where its question for a file would come from; 0.0.0.0 when unknown.</summary>
    public Ipv4 Address { get; private set; }

    public readonly bool IsRecent(TimeSpan now) => now - LastHeard <= LongestGrudge;

    /// <summary>The message goes on with what the last DISCOVER began.</summary>
    public readonly bool Asks(in DhcpMessage message, TimeSpan now) =>
        message.HardwareAddress == machine && message.TransactionId == _transactionId && IsRecent(now);

    public readonly bool LedToFile(ActivityBoard activity) =>
        _answers > 0 && !Address.IsAny && activity.ActiveSince(Address, _firstAnswer);

    /// <summary>What this DISCOVER says about the answers before it.</summary>
    /// <returns>Why the machine should get another shape; null when it should not.</returns>
    public readonly string? Complaint(in DhcpMessage discover, TimeSpan now)
    {
        if (_answers == 0 || now - _lastAnswer < Patience || !IsRecent(now))
            return null;
        if (_tookAddress && IsNew(discover, now))
            return "it took an address and asked for no file";
        // One answer may be lost by chance; two in a row are not.
        return _answers >= 2 ? "it did not take the answer" : null;
    }

    public void Answer(in DhcpMessage discover, PxeClient client, Ipv4 address, TimeSpan now)
    {
        if (_answers > 0 && IsNew(discover, now) && !IsRecent(now))
            Rest();
        if (_answers == 0)
            _firstAnswer = now;
        if (_answers == 0 || now - _lastAnswer >= Patience)
            (_answers, _lastAnswer) = (_answers + 1, now);
        (Client, _transactionId, _seconds, LastHeard) = (client, discover.TransactionId, discover.Seconds, now);
        if (!address.IsAny)
            Address = address;
    }

    /// <summary>Its card uses that address.</summary>
    public void Meet(Ipv4 address) => Address = Address.IsAny ? address : Address;

    public void Take(Ipv4 address) => (Address, _tookAddress) = (address, true);

    /// <summary>The machine goes on in another way, so what comes from its address is not to the credit of this shape.</summary>
    public void LoseCredit() => Address = default;

    public void Next()
    {
        Rung = (Rung + 1) % rungs.Count;
        Rest();
    }

    /// <summary>What came of the answers is known.</summary>
    public void Rest() => (_answers, _tookAddress, Address) = (0, false, default);

    // ROMs make the transaction's number from their hardware address, so it may be the same for ever.
    private readonly bool IsNew(in DhcpMessage discover, TimeSpan now) =>
        discover.TransactionId != _transactionId || discover.Seconds < _seconds || now - LastHeard > LongestRepeat;
}
