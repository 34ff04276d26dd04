using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>
/// shim 15.8 takes the text that some firmware of Dell and Lenovo hands to it ("Onboard NIC (IPV4)") for the name of its second
/// stage. So a name that leads nowhere, asked for by a machine that has fetched shim within a minute and nothing since, means the second stage.
/// </summary>
public sealed class SecondStage(IBootHistory history, IMachineDirectory machines)
{
    /// <summary>shim asks for these before, and does without them.</summary>
    private static readonly string[] Absent = ["revocations", "shim_certificate", "mmx64", "mmaa64", "fbx64", "fbaa64"];

    /// <summary>shim asks within a second; some firmware takes its time to check and start it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="path">Where nothing lies, as it came from the wire.</param>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <returns>The name of the file in the loader folder; null when the machine means what it says.</returns>
    public string? MeantBy(ReadOnlySpan<char> path, Ipv4 client, TimeSpan now)
    {
        ReadOnlySpan<char> name = path[(path.LastIndexOfAny('/', '\\') + 1)..];
        foreach (string absent in Absent)
        {
            if (name.StartsWith(absent, StringComparison.OrdinalIgnoreCase))
                return null;
        }
        if (machines.MachineAt(client) is not { } machine || history.Of(machine).Current is not { Loaders: [string only] } current)
            return null;
        return now - current.LastLoader > Longest || current.Has(BootReached.SecondStageAsked | BootReached.Menu) ? null : LoaderChains.ShimNamed(only)?.Then;
    }
}
