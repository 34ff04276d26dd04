using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Diagnoses;

/// <summary>
/// When each kind of trouble that was told to the journal (<see cref="Journal.IMachineJournal.Trouble"/>) was told last, of those kinds that a
/// technician at the box can do something about. A kind with <c>-back</c> behind it ends the one without. Callable from
/// any thread, without allocation and without a lock: malformed packets are told of by the thousand.
/// </summary>
public sealed class ToldTroubles
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private const string Over = "-back";

    private static readonly (string Kind, bool IsGrave, string Problem, string Cure)[] Known =
    [
        ("lease-journal", true, "Addresses cannot be saved", "Free space on the box's card, or replace it"),
        ("lease-compaction", true, "State folder cannot be written", "Free space on the box's card, or replace it"),
        ("installs", true, "State folder cannot be written", "Free space on the box's card, or replace it"),
        ("answers-key", true, "State folder cannot be written", "Free space on the box's card, or replace it"),
        ("machine-memory", true, "State folder cannot be written", "Free space on the box's card, or replace it"),
        ("drive-memory", true, "State folder cannot be written", "Free space on the box's card, or replace it"),
        ("profile-kept", true, "The choice cannot be kept", "Free space on the box's card, or replace it"),
        ("dhcp-fault", true, "DHCP met a fault", "It starts again by itself; see the log"),
        ("tftp-stopped", true, "TFTP stopped", "It starts again by itself; see the log"),
        ("pool full", true, "All addresses are given out", "Set a longer range, or shorter leases"),
        ("dhcp-busy", true, "Too many machines at once", "They ask again: wait, or take a faster card"),
        ("drive-fault", true, "The drive met a fault", "Unplug it and plug it in again"),
        ("tftp-refused", false, "The network takes no packets", "Look at the cable and at the box's firewall"),
        ("dhcp-damaged", false, "Damaged packets arrive", "Look at the cable and the switch"),
        ("tftp-full", false, "Too many TFTP transfers", "Boot fewer machines at a time"),
        ("http-full", false, "Too many web connections", "Boot fewer machines at a time"),
        ("other network", false, "Other server, other network", "Give the port an address of that network"),
        ("address in use", false, "Stranger has an address of ours", "Give it an address outside the range"),
        ("unattended", false, "An installation did not start", "See pibootbox machines for the reason"),
        ("answers", false, "A machine got no answers", "See pibootbox machines for the reason"),
    ];

    /// <summary>Ticks of the monotonic time; 0 for never.</summary>
    private readonly long[] _last = new long[Known.Length];

    public static IEnumerable<string> Kinds => Array.ConvertAll(Known, known => known.Kind);

    /// <param name="now">Monotonic time since the box's boot.</param>
    public void Tell(string kind, TimeSpan now)
    {
        if (kind.EndsWith(Over, StringComparison.Ordinal))
            Set(kind.AsSpan(0, kind.Length - Over.Length), 0);
        else
            Set(kind, now.Ticks);
    }

    /// <summary>What was told of that kind is over, and nobody has to hear of it.</summary>
    public void End(string kind) => Set(kind, 0);

    private void Set(ReadOnlySpan<char> kind, long ticks)
    {
        for (int i = 0; i < Known.Length; i++)
        {
            if (kind.SequenceEqual(Known[i].Kind))
                Volatile.Write(ref _last[i], ticks);
        }
    }

    internal void Find(TimeSpan now, bool isGrave, List<Diagnosis> found)
    {
        string told = "";
        for (int i = 0; i < Known.Length; i++)
        {
            long last = Volatile.Read(ref _last[i]);
            if (last == 0 || Known[i].IsGrave != isGrave || now.Ticks - last > Recent.Ticks || Known[i].Problem == told)
                continue;
            told = Known[i].Problem;
            found.Add(new Diagnosis(Known[i].Kind, Known[i].Problem, Known[i].Cure));
        }
    }
}
