namespace PiBootBox.Core.Panel;

/// <summary>What of a status is worth waking the display for.</summary>
internal static class PanelNews
{
    private const int MostMachines = 64;

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

    /// <summary>A machine that is forgotten is no news. The latest are looked at: a whole school that boots has news among them.</summary>
    private static bool HaveMachinesMoved(IReadOnlyList<MachineStatus> before, IReadOnlyList<MachineStatus> machines)
    {
        for (int i = 0; i < Math.Min(machines.Count, MostMachines); i++)
        {
            if (!IsKnown(before, machines[i]))
                return true;
        }
        return false;
    }

    private static bool IsKnown(IReadOnlyList<MachineStatus> before, MachineStatus machine)
    {
        for (int i = 0; i < Math.Min(before.Count, MostMachines); i++)
        {
            if (before[i].Name == machine.Name && before[i].Step == machine.Step && before[i].IsUp == machine.IsUp)
                return true;
        }
        return false;
    }
}
