using PiBootBox.Core.Panel;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Panel;

/// <summary>
/// Ejecting the drives and switching off need root, which the service is not: it leaves an empty file in its runtime folder, and
/// units of systemd wait for that. Belongs to the panel's thread.
/// </summary>
/// <param name="folder">$RUNTIME_DIRECTORY; null where no service manager gave one.</param>
/// <param name="driveFolder">Where drives are mounted at or in: absolute.</param>
/// <param name="mounts">The points of all mounts.</param>
public sealed class PowerFlags(string? folder, string driveFolder, Func<IEnumerable<string>> mounts)
{
    public const string EjectFile = "eject", PowerOffFile = "poweroff", UpdatingFile = "updating";

    private static readonly PanelRefusal NoService = new("Not possible here", "The box was not started as a service of systemd");

    /// <summary>A drive that is still mounted then was not ejected, and pulling it out later is not the safe way.</summary>
    private static readonly TimeSpan LongestEject = TimeSpan.FromSeconds(60);

    private readonly string _inside = driveFolder.TrimEnd('/') + "/";
    private bool _isEjecting, _isEjected;
    private TimeSpan _ejectEnds;

    public static PowerFlags FromEnvironment(string driveFolder) => new(
        Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } folders ? folders.Split(':')[0] : null,
        driveFolder,
        ReadMounts);

    /// <param name="now">Monotonic.</param>
    public PanelRefusal? Eject(TimeSpan now)
    {
        if (!IsDriveMounted())
            return new PanelRefusal("No drive to eject", "What is not mounted may be pulled out");
        PanelRefusal? refusal = Leave(EjectFile);
        (_isEjecting, _ejectEnds) = (refusal is null, now + LongestEject);
        return refusal;
    }

    public PanelRefusal? PowerOff() => Leave(PowerOffFile);

    /// <param name="now">Monotonic.</param>
    public BoxPhase Phase(TimeSpan now)
    {
        if (folder is not null && File.Exists(Path.Combine(folder, UpdatingFile)))
            return BoxPhase.Updating;
        if (!_isEjecting)
            return BoxPhase.Running;
        bool isMounted = IsDriveMounted();
        // A drive that is plugged in after the eject ends it.
        _isEjecting = !(isMounted && (_isEjected || now >= _ejectEnds));
        _isEjected = !isMounted;
        return _isEjected ? BoxPhase.Ejected : BoxPhase.Running;
    }

    private PanelRefusal? Leave(string name)
    {
        if (folder is null)
            return NoService;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, name), []);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new PanelRefusal("Not possible here", fault.Message);
        }
    }

    private bool IsDriveMounted()
    {
        foreach (string point in mounts())
        {
            if (point.Length + 1 == _inside.Length && _inside.StartsWith(point, StringComparison.Ordinal) || point.StartsWith(_inside, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static List<string> ReadMounts()
    {
        using var table = new MountTable();
        return table.Read().ConvertAll(mount => mount.Point);
    }
}
