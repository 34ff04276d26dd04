using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>For whom a menu is made.</summary>
/// <param name="Address">The box's own, on which it was asked: the menu's URLs carry it.</param>
/// <param name="Profile">What it is handed.</param>
/// <param name="Machine">Whose menu it is; null for all that share one.</param>
/// <param name="IsAfterLoop">It keeps coming back: the menu says so, and counts down for a minute at least.</param>
public readonly record struct MenuReader(Ipv4 Address, Profile Profile, MachineId? Machine = null, bool IsAfterLoop = false);
