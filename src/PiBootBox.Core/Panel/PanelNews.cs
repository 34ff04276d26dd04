namespace PiBootBox.Core.Panel;

/// <summary>What of a status is worth waking the display for.</summary>
internal static class PanelNews
{
    /// <summary>Not the progress of a file: it would keep the display awake for hours where PCs boot all day long, and their steps do so anyway.</summary>
    public static bool Is(PanelStatus? before, PanelStatus status) =>
        before is null
        || before.Phase != status.Phase
        || before.Profile.Active != status.Profile.Active
        || before.Profile.ArmedFor is null != status.Profile.ArmedFor is null
        || before.Drive != status.Drive
        || HasNewTrouble(before, status)
        || HavePortsChanged(before.Ports, status.Ports)
        || HaveMachinesMoved(before.Machines, status.Machines);

    private static bool HasNewTrouble(PanelStatus before, PanelStatus status)
    {
        foreach (Diagnosis trouble in status.Troubles)
        {
            if (PanelPages.IsNew(before, trouble))
                return true;
        }
        return false;
    }

    private static bool HavePortsChanged(IReadOnlyList<PortStatus> before, IReadOnlyList<PortStatus> ports)
    {
        if (before.Count != ports.Count)
            return true;
        for (int i = 0; i < ports.Count; i++)
        {
            if (before[i] != ports[i])
                return true;
        }
        return false;
    }

    /// <summary>A machine that is forgotten is no news.</summary>
    private static bool HaveMachinesMoved(IReadOnlyList<MachineStatus> before, IReadOnlyList<MachineStatus> machines)
    {
        var known = new HashSet<(string, string, bool)>();
        foreach (MachineStatus machine in before)
            known.Add((machine.Name, machine.Step, machine.IsUp));
        foreach (MachineStatus machine in machines)
        {
            if (!known.Contains((machine.Name, machine.Step, machine.IsUp)))
                return true;
        }
        return false;
    }
}
