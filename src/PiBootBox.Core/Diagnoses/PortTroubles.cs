using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;

namespace PiBootBox.Core.Diagnoses;

/// <summary>Link, address, and who else serves the wire.</summary>
internal static class PortTroubles
{
    /// <summary>A second port that nobody uses is no trouble: only what no port has is missing.</summary>
    public static void Find(BoxFacts box, List<Diagnosis> found)
    {
        bool hasLink = false, hasAddress = false;
        PortFacts? linked = null;
        foreach (PortFacts port in box.Ports)
        {
            hasLink |= port.HasLink;
            linked ??= port.HasLink ? port : null;
            hasAddress |= port is { HasLink: true, Address: not null };
        }
        if (box.Ports.Count == 0)
            found.Add(new Diagnosis("no-port", "No network port", "Plug in a wired adapter"));
        else if (!hasLink)
            found.Add(new Diagnosis("no-link", $"No link on {Names(box.Ports)}", "Plug the network cable in"));
        else if (!hasAddress)
            found.Add(new Diagnosis("no-address", $"No address on {linked!.Name}", "Give the port a fixed address"));
        foreach (PortFacts port in box.Ports)
        {
            if (port.Refusal is { } sentence)
                found.Add(new Diagnosis("port-refused", $"{port.Name} is not served", sentence));
            if (port.Neighbour is { IsRival: true } rival)
                found.Add(Rival(rival));
        }
    }

    /// <summary>It does not hurt, but whoever waits at a PC wants to know.</summary>
    public static void FindStandingBy(BoxFacts box, List<Diagnosis> found)
    {
        foreach (PortFacts port in box.Ports)
        {
            if (port is { Role: Role.StandingBy, Neighbour: { } other })
            {
                found.Add(new Diagnosis(
                    "standing-by",
                    other.Kind == NeighbourKind.OtherBox ? $"Stands by: box {other.Address} serves" : $"Stands by: {other.Address} boots PCs",
                    "Switch that one off to boot from here"));
            }
        }
    }

    private static Diagnosis Rival(Neighbour rival) => rival.Kind switch
    {
        NeighbourKind.OtherBox => new Diagnosis("two-boxes", $"Two boxes: {rival.Address} serves too", "Set one to role auto, or switch it off"),
        NeighbourKind.BootService => new Diagnosis("other-boot-service", $"{rival.Address} boots PCs here too", "Switch it off, or set role auto"),
        _ => new Diagnosis("other-server", $"Other DHCP server: {rival.Address}", "Switch it off, or set role auto"),
    };

    private static string Names(IReadOnlyList<PortFacts> ports) => ports.Count == 1 ? ports[0].Name : "any port";
}
