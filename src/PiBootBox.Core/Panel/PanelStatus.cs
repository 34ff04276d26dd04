using PiBootBox.Core.Roles;
using PiBootBox.Wire;

namespace PiBootBox.Core.Panel;

/// <summary>All that the panel shows of the box at one moment. Text in it comes from drives and machines: untrusted, of any length.</summary>
/// <param name="Ports">Those that the box serves or would serve, in the order of their names.</param>
/// <param name="Machines">Those that are on their way or came up within the last minutes, the latest first.</param>
/// <param name="MachinesSeen">Since the box started.</param>
/// <param name="Troubles">The gravest first.</param>
public sealed record PanelStatus(
    BoxPhase Phase,
    IReadOnlyList<PortStatus> Ports,
    DriveStatus Drive,
    ProfileStatus Profile,
    IReadOnlyList<MachineStatus> Machines,
    int MachinesSeen,
    IReadOnlyList<Diagnosis> Troubles)
{
    /// <summary>Nobody is on its way.</summary>
    public bool AreAllUp
    {
        get
        {
            foreach (MachineStatus machine in Machines)
            {
                if (!machine.IsUp)
                    return false;
            }
            return true;
        }
    }
}

public enum BoxPhase
{
    Starting,
    Running,
    /// <summary>A new version is written: the box must keep its power.</summary>
    Updating,
    /// <summary>Nothing of the drives is in use any more: they may be pulled out.</summary>
    Ejected,
    ShuttingDown,
}

/// <param name="HasLink">A cable with somebody at its other end.</param>
/// <param name="Address">The box's own there; null while it has none.</param>
public sealed record PortStatus(string Name, bool HasLink, Ipv4Subnet? Address, Role Role);

/// <param name="Name">Of the stick, or how many there are; empty without any.</param>
/// <param name="Images">How many can boot.</param>
/// <param name="Problem">One sentence; null when all is well.</param>
public sealed record DriveStatus(string Name, int Images, string? Problem);

/// <summary>What the box hands out now, and what it could.</summary>
/// <param name="Active">The choice that holds now, one of <paramref name="Offers"/> unless its image is gone.</param>
/// <param name="Title">Of the active one.</param>
/// <param name="Offers">In the order of the menu: "menu" and "local" first.</param>
/// <param name="ArmedFor">How long a profile that erases disks stays armed; null while none is.</param>
public sealed record ProfileStatus(string Active, string Title, IReadOnlyList<ProfileOffer> Offers, TimeSpan? ArmedFor)
{
    /// <summary>The next PC loses what is on its disk: armed, or written by an owner into settings, which needs no arming.</summary>
    public bool Erases => ArmedFor is not null || IsDestructive(Active, Offers);

    private static bool IsDestructive(string choice, IReadOnlyList<ProfileOffer> offers)
    {
        foreach (ProfileOffer offer in offers)
        {
            if (offer.Choice == choice)
                return offer.IsDestructive;
        }
        return false;
    }
}

/// <param name="Choice">"menu", "local" or an image's id.</param>
/// <param name="IsDestructive">A PC that starts it loses what is on its disk: it has to be armed.</param>
public sealed record ProfileOffer(string Choice, string Title, bool IsDestructive);

/// <param name="Name">What the settings call it, else the end of its hardware address.</param>
/// <param name="Step">Where it is in its boot, in a few words.</param>
/// <param name="Percent">Of the file that it reads; null while it reads none of known length.</param>
/// <param name="Rate">Bytes per second of that file; 0 while it reads none.</param>
/// <param name="IsUp">Its system runs.</param>
public sealed record MachineStatus(string Name, string Step, int? Percent, long Rate, bool IsUp);

/// <summary>What is wrong, and what a technician can do about it.</summary>
/// <param name="Kind">A short constant: the same trouble again has the same.</param>
/// <param name="Problem">One line.</param>
/// <param name="Cure">One line.</param>
public sealed record Diagnosis(string Kind, string Problem, string Cure);
