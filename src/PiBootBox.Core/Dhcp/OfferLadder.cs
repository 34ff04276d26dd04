using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// Which shape of answer each machine gets. One that keeps asking after an answer, or takes an address and never
/// asks for its file, gets the next shape; the shape that led it to its file is remembered. Bounded: where
/// there is no room the machine that was quiet longest is forgotten. Belongs to the DHCP thread of its port.
/// </summary>
public sealed class OfferLadder(IMachineMemory memory, ActivityBoard activity, IMachineJournal journal)
{
    private const int Sets = 512;

    /// <summary>Machines with the same hash share that many places.</summary>
    private const int Ways = 4;

    /// <summary>
    /// Lessons that may follow each other at once: two classrooms. Beyond them one a minute is remembered, or invented machines would
    /// push the real ones out of the memory.
    /// </summary>
    private const int MostLessons = 64;
    private static readonly TimeSpan LessonTime = TimeSpan.FromMinutes(1);

    private readonly OfferClimb[] _climbs = new OfferClimb[Sets * Ways];
    private TimeSpan _lessonsUsedUntil;

    /// <summary>The shape for the answer to a DISCOVER, which is about to be sent.</summary>
    /// <param name="address">What it is offered; 0.0.0.0 from a proxy.</param>
    internal OfferShape ForOffer(
        in DhcpMessage discover, MachineId machine, PxeClient client, bool isProxy, Ipv4 address, TimeSpan now)
    {
        OfferRungs rungs = OfferShapes.Of(client, isProxy);
        if (rungs.Count == 1)
            return rungs.Usual;
        Span<OfferClimb> set = SetOf(machine.Mac);
        foreach (ref OfferClimb other in set)
        {
            if (other.Machine == machine.Mac && other.Rungs != rungs)
                other.LoseCredit();
        }
        ref OfferClimb climb = ref FindOrBegin(set, machine.Mac, rungs);
        if (climb.Complaint(discover, now) is { } why)
        {
            climb.Next();
            journal.Record(new MachineEvent(
                Step.AnswerChanged, machine, address, "DHCP", Why: $"{why}, so it gets the next form: {climb.Shape.Words}", Asker: client));
        }
        climb.Answer(discover, client, address, now);
        return climb.Shape;
    }

    /// <summary>The shape for a server's answer to a REQUEST: the one of the offer before it.</summary>
    internal OfferShape ForAck(MacAddress machine, PxeClient client)
    {
        OfferRungs rungs = OfferShapes.Of(client, isProxy: false);
        if (rungs.Count == 1)
            return rungs.Usual;
        foreach (ref OfferClimb climb in SetOf(machine))
        {
            if (climb.Machine == machine && climb.Rungs == rungs)
                return climb.Shape;
        }
        return rungs[rungs.RungOf(memory.Of(machine).OfferShape)];
    }

    /// <summary>
    /// The machine took an address, of the box or of another server, while its firmware still ran: the address that its operating
    /// system takes says nothing about the answers before it.
    /// </summary>
    internal void Took(in DhcpMessage request, PxeClient client, Ipv4 address, TimeSpan now)
    {
        int at = Latest(request.HardwareAddress);
        if (at < 0)
            return;
        bool isFirmware = client.Firmware != Firmware.None ? !client.IsIpxe : _climbs[at].Asks(request, now);
        if (isFirmware)
            _climbs[at].Take(address);
    }

    /// <summary>
    /// An address was seen on the machine's card, by ARP: the ROM of a Pi 3 takes one from another server's OFFER, without a
    /// REQUEST that anybody hears.
    /// </summary>
    /// <returns>False for a card that no DISCOVER of a boot client came from lately.</returns>
    internal bool Met(MacAddress machine, Ipv4 address, TimeSpan now)
    {
        int at = Latest(machine);
        if (at < 0 || !_climbs[at].IsRecent(now))
            return false;
        _climbs[at].Meet(address);
        return true;
    }

    /// <summary>
    /// Whatever a machine says is an occasion to look whether the last answer led it to a file: what it says next,
    /// where it did, is iPXE's DISCOVER or its operating system's.
    /// </summary>
    internal void Hear(MachineId machine, TimeSpan now)
    {
        foreach (ref OfferClimb climb in SetOf(machine.Mac))
        {
            if (climb.Machine != machine.Mac || !climb.LedToFile(activity))
                continue;
            Remember(machine, climb, now);
            climb.Rest();
        }
    }

    /// <summary>
    /// Who sent a REQUEST that does not tell: a Pi 4 names itself in its DISCOVER only (raspberrypi/rpi-eeprom#82).
    /// </summary>
    internal PxeClient Recall(in DhcpMessage request, TimeSpan now)
    {
        foreach (ref OfferClimb climb in SetOf(request.HardwareAddress))
        {
            if (climb.Asks(request, now))
                return climb.Client;
        }
        return default;
    }

    private void Remember(MachineId machine, in OfferClimb climb, TimeSpan now)
    {
        OfferRungs rungs = climb.Rungs!;
        // The usual shape is worth a note only where another one was remembered.
        if (rungs.RungOf(memory.Of(machine.Mac).OfferShape) == climb.Rung)
            return;
        TimeSpan free = _lessonsUsedUntil > now ? _lessonsUsedUntil : now;
        if (free - now > (MostLessons - 1) * LessonTime)
            return;
        _lessonsUsedUntil = free + LessonTime;
        byte shape = rungs.NumberOf(climb.Rung);
        memory.Remember(machine.Mac, memo => memo with { OfferShape = shape });
        journal.Record(new MachineEvent(Step.AnswerLearned, machine, climb.Address, "DHCP", Why: climb.Shape.Words, Asker: climb.Client));
    }

    private ref OfferClimb FindOrBegin(Span<OfferClimb> set, MacAddress machine, OfferRungs rungs)
    {
        int quietest = 0;
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i].Machine == machine && set[i].Rungs == rungs)
                return ref set[i];
            if (set[i].LastHeard < set[quietest].LastHeard)
                quietest = i;
        }
        set[quietest] = new OfferClimb(machine, rungs, rungs.RungOf(memory.Of(machine).OfferShape));
        return ref set[quietest];
    }

    /// <summary>Where the machine's last answer whose outcome is open stands in the table; -1 when there is none.</summary>
    private int Latest(MacAddress machine)
    {
        int latest = -1;
        int first = FirstOf(machine);
        for (int i = first; i < first + Ways; i++)
        {
            if (_climbs[i].Machine == machine && _climbs[i].IsOpen && (latest < 0 || _climbs[i].LastHeard > _climbs[latest].LastHeard))
                latest = i;
        }
        return latest;
    }

    private Span<OfferClimb> SetOf(MacAddress machine) => _climbs.AsSpan(FirstOf(machine), Ways);

    private static int FirstOf(MacAddress machine) => (int)((uint)SeededHash.Instance.GetHashCode(machine) % Sets) * Ways;
}
