using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>
/// The entries about machines, of the box's own file and of the drive's together. Each thing that can be set is taken from the most
/// exact entry that sets it (<see cref="MachinePattern.Rank"/>); among equals the box's own file counts, then the first one. Immutable.
/// </summary>
public sealed class MachineRules : IMachineSettings
{
    public static readonly MachineRules None = new([]);

    private readonly MachineRule[] _rules;

    public MachineRules(IEnumerable<MachineRule> rules)
    {
        _rules = [.. rules.OrderByDescending(rule => rule.Who.Rank).ThenByDescending(rule => rule.IsOfBox)];
        OfOneAddress = _rules
            .Where(rule => rule.Who.IsOneAddress)
            .Select(rule => rule.Who.Mac)
            .Distinct()
            .ToDictionary(mac => mac, mac => new MachineSettings(NameOf(new MachineId(mac)), ImageOf(new MachineId(mac))));
    }

    /// <summary>The most exact first.</summary>
    public IReadOnlyList<MachineRule> All => _rules;

    /// <summary>
    /// Names and images of the machines that are set by their whole hardware address alone: for menus, which tell
    /// machines apart by that.
    /// </summary>
    public IReadOnlyDictionary<MacAddress, MachineSettings> OfOneAddress { get; }

    public MachineRules With(MachineRules others) =>
        others._rules.Length == 0 ? this : _rules.Length == 0 ? others : new([.. _rules, .. others._rules]);

    public MachineRules Changed(Func<MachineSettings, MachineSettings> change) =>
        new(_rules.Select(rule => rule with { Settings = change(rule.Settings) }));

    /// <summary>
    /// Whether more is set for a machine than <see cref="OfOneAddress"/> says: menus cannot compare the beginning of an address or
    /// a UUID, and do not tell whose answers are whose.
    /// </summary>
    public bool WantsOwnMenu(MachineId machine) =>
        AnswersOf(machine) is not null
        || new MachineSettings(NameOf(machine), ImageOf(machine)) != OfOneAddress.GetValueOrDefault(machine.Mac, new MachineSettings());

    /// <summary>Whether some machine has a value of this name.</summary>
    public bool HasValue(string name) => Array.Exists(_rules, rule => rule.Settings.Values?.ContainsKey(name) == true);

    public string? NameOf(MachineId machine) => SettingsOf(machine, static set => set.Name is not null)?.Name;

    public string? ImageOf(MachineId machine) => SettingsOf(machine, static set => set.Image is not null)?.Image;

    public Firmware? ArchitectureOf(MachineId machine) => SettingsOf(machine, static set => set.Architecture is not null)?.Architecture;

    public string? LoaderOf(MachineId machine) => SettingsOf(machine, static set => set.Loader is not null)?.Loader;

    public string? AnswersOf(MachineId machine) => SettingsOf(machine, static set => set.Answers is not null)?.Answers;

    /// <summary>The machine's value for answer files; null when none of its entries has one of this name.</summary>
    public string? ValueOf(MachineId machine, string name) =>
        SettingsOf(machine, set => set.Values?.ContainsKey(name) == true)?.Values![name];

    /// <summary>Of the most exact entry for this machine that says what is asked for.</summary>
    private MachineSettings? SettingsOf(MachineId machine, Predicate<MachineSettings> says)
    {
        foreach (MachineRule rule in _rules)
        {
            if (says(rule.Settings) && rule.Who.Matches(machine))
                return rule.Settings;
        }
        return null;
    }
}
