using System.Buffers;
using System.Text.Json;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Machines;

/// <summary>
/// Reads <c>machines</c> out of the box's own settings file. The framework's configuration reads the rest of that file; it keeps no
/// lines, and one wrong value would stop the box, which a forgotten quote in a list of a hundred machines must not.
/// </summary>
public static class BoxMachinesReader
{
    private const string Key = "machines";

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

    /// <summary>The same settings without the machines: what is left for the framework's configuration to read.</summary>
    /// <returns>The file as it is where it is no JSON object, so that whoever reads it next tells where.</returns>
    public static byte[] WithoutMachines(byte[] file)
    {
        ReadOnlySpan<byte> json = SettingsCursor.WithoutMark(file);
        var rest = new ArrayBufferWriter<byte>(file.Length + 2);
        try
        {
            var reader = new Utf8JsonReader(json, SettingsCursor.Format);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return file;
            rest.Write("{"u8);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isMachines = Key.Equals(reader.GetString(), StringComparison.OrdinalIgnoreCase);
                int from = (int)reader.TokenStartIndex;
                reader.Read();
                reader.Skip();
                if (isMachines)
                    continue;
                if (rest.WrittenCount > 1)
                    rest.Write(","u8);
                rest.Write(json[from..(int)reader.BytesConsumed]);
            }
            rest.Write("}"u8);
            return reader.Read() ? file : rest.WrittenSpan.ToArray();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return file;
        }
    }
}
