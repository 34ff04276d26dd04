using System.Text.Json;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Machines;

/// <summary>
/// Reads <c>machines</c> out of the box's own settings file. The framework's configuration reads the rest of that file; it keeps no
/// lines, and one wrong value would stop the box, which a forgotten quote in a list of a hundred machines must not.
/// </summary>
public static class BoxMachinesReader
{
    /// <summary>The key that the framework's configuration has to leave alone.</summary>
    public const string Key = "machines";

    /// <param name="mistakes">Each with its line and its cure; such an entry does nothing.</param>
    /// <returns>None for a file that is no JSON: the framework's configuration stops at that.</returns>
    public static MachineRules Read(ReadOnlySpan<byte> json, out IReadOnlyList<SettingMistake> mistakes)
    {
        var found = new List<SettingMistake>();
        mistakes = found;
        var rules = new List<MachineRule>();
        try
        {
            var cursor = new SettingsCursor(json, found, isOfBox: true);
            if (!cursor.Enter("The file"))
                return MachineRules.None;
            while (cursor.NextKey(out string key))
            {
                if (key.Equals(Key, StringComparison.OrdinalIgnoreCase))
                    rules.AddRange(MachineRulesReader.Read(ref cursor, isOfBox: true));
                else
                    cursor.Skip();
            }
            return new MachineRules(rules);
        }
        catch (JsonException)
        {
            found.Clear();
            return MachineRules.None;
        }
    }
}
