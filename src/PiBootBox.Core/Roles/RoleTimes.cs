using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

/// <summary>How long the evidence takes.</summary>
internal static class RoleTimes
{
    /// <summary>
    /// Spanning tree holds frames back for 30 s after link-up (IEEE 802.1D, twice the forward delay of 15 s).
    /// Silence counts from here on if nobody was heard before.
    /// </summary>
    public static readonly TimeSpan CarrierProof = TimeSpan.FromSeconds(35);

    /// <summary>dnsmasq pings an address for 3 s before it offers it: an answer may take that long, and some more.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    /// <summary>Probes before the first decision, in case one is lost, and the time between them.</summary>
    public const int FirstProbes = 3;
    public static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(1);

    /// <summary>From the first of them to the decision: the last one has time for its answer too.</summary>
    public static readonly TimeSpan Decision = TimeSpan.FromSeconds(5.5);

    /// <summary>After the first answer others are waited for: a ProxyDHCP service may be slower than the DHCP server.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Between probes while a known server is silent. Four of these outlast a spanning tree that rebuilds itself behind the switch.</summary>
    public static readonly TimeSpan Anxious = TimeSpan.FromSeconds(10);

    /// <summary>A link this young may have been judged by what a part of the network said: probes are anxious until then.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(60);

    /// <summary>Silent probes after which a server is gone.</summary>
    public const int Gone = 4;

    /// <summary>
    /// How long one is believed to be there that never answered a probe, because it serves only machines that it knows: a working day,
    /// in which some machine of its own asks again. A new cable ends it sooner.
    /// </summary>
    public static readonly TimeSpan GoneUnasked = TimeSpan.FromHours(12);

    /// <summary>How long a box counts as one after it said so: two of its probes in quiet times, and some more.</summary>
    public static readonly TimeSpan BoxTime = TimeSpan.FromSeconds(65);

    /// <summary>Between probes in quiet times: 30 s, and a share of a second or two of its own for each box, so that no two stay in step.</summary>
    public static TimeSpan Calm(MacAddress box) => TimeSpan.FromMilliseconds(30_000 - (int)(box.Value * 2654435761 % 2000));
}
