using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>Reads the list <c>machines</c>, which both settings files may hold. A wrong value is reported and does nothing, and the rest of its entry counts; an entry that does not say which machine it means does not.</summary>
internal static class MachineRulesReader
{
    /// <summary>Every machine is some lines of the menu, for each firmware.</summary>
    private const int Most = 250;

    private const string Example = "{ \"mac\": \"52:54:00:12:34:56\", ... }";
    private const string DriveKeys = "mac, uuid, name, image, answers, values";
    private const string BoxKeys = DriveKeys + ", address, architecture, loader";

    private static readonly (string Word, Firmware Firmware)[] Architectures =
    [
        ("bios", Firmware.Bios), ("ia32", Firmware.EfiIa32), ("x64", Firmware.EfiX64), ("arm64", Firmware.EfiArm64),
        ("raspberry-pi", Firmware.RaspberryPi),
    ];

    /// <param name="isOfBox">The box's own file, which may set more than a drive.</param>
    public static List<MachineRule> Read(ref SettingsCursor cursor, bool isOfBox)
    {
        var rules = new List<MachineRule>();
        if (!cursor.EnterList("machines", Example))
            return rules;
        var known = new HashSet<MachinePattern>();
        var addresses = new HashSet<Ipv4>();
        while (cursor.NextItem())
        {
            int line = cursor.Line;
            if (ReadRule(ref cursor, isOfBox, line) is not { } rule)
                continue;
            if (rules.Count == Most)
                cursor.Mistake($"More than {Most} machines are set; this one does not count.", line);
            else if (!known.Add(rule.Who))
                cursor.Mistake($"The machine {rule.Who} is set twice; the first one counts. Take one away.", line);
            else if (rule.Settings.Address is { } address && !addresses.Add(address))
                cursor.Mistake($"The address {address} of the machine {rule.Who} is another machine's already, so this machine does not count. Give it another address.", line);
            else
                rules.Add(rule);
        }
        return rules;
    }

    private static MachineRule? ReadRule(ref SettingsCursor cursor, bool isOfBox, int line)
    {
        if (!cursor.EnterItem("Each of the machines"))
            return null;
        var settings = new MachineSettings();
        var who = default(MachinePattern);
        bool isNamed = false, isWrong = false;
        var seen = new HashSet<string>();
        while (cursor.NextKey(out string key))
        {
            if (!seen.Add(key))
            {
                cursor.Mistake($"\"{Printable.Name(key)}\" stands twice in this machine's entry; the first one counts. Take one away.");
                cursor.Skip();
                continue;
            }
            switch (key)
            {
                case "mac":
                    isNamed = true;
                    isWrong |= !ReadMac(ref cursor, key, ref who);
                    break;
                case "uuid":
                    isNamed = true;
                    isWrong |= !ReadUuid(ref cursor, key, ref who);
                    break;
                case "name":
                    settings = settings with { Name = cursor.Text(key) };
                    break;
                case "image":
                    settings = settings with { Image = cursor.Text(key) };
                    break;
                case "answers":
                    settings = settings with { Answers = ReadAnswers(ref cursor, key) };
                    break;
                case "values":
                    settings = settings with { Values = AnswerValuesReader.Read(ref cursor) };
                    break;
                case "address" when isOfBox:
                    settings = settings with { Address = ReadAddress(ref cursor, key) };
                    break;
                case "architecture" when isOfBox:
                    settings = settings with { Architecture = ReadArchitecture(ref cursor, key) };
                    break;
                case "loader" when isOfBox:
                    settings = settings with { Loader = ReadLoader(ref cursor, key) };
                    break;
                default:
                    cursor.Unknown(key, isOfBox ? BoxKeys : DriveKeys);
                    break;
            }
        }
        if (!isNamed)
            cursor.Mistake("This machine does not count, for it has no \"mac\" and no \"uuid\". Write \"mac\": \"52:54:00:12:34:56\".", line);
        if (!isNamed || isWrong)
            return null;
        if (settings.Address is not null && who.MacBytes < MacAddress.Length)
        {
            cursor.Mistake($"\"address\" does not count for {who}: an address belongs to one network card. Write its whole \"mac\".", line);
            settings = settings with { Address = null };
        }
        return new MachineRule(who, settings, isOfBox, line);
    }

    private static string? ReadAnswers(ref SettingsCursor cursor, string key)
    {
        string? path = cursor.Text(key);
        // It stays all the same: a machine that has answers of its own gets nobody else's.
        if (path is not null && AnswerKinds.Of(path) is null)
            cursor.Mistake($"\"{Printable.Name(path)}\" is no answer file. Its name must end in .preseed, .ks, .user-data or .autounattend.xml.");
        return path;
    }

    private static string? ReadLoader(ref SettingsCursor cursor, string key)
    {
        string? text = cursor.Text(key);
        if (text is null || LoaderChains.Names.Contains(text, StringComparer.OrdinalIgnoreCase))
            return text;
        cursor.Mistake($"\"{Printable.Name(text)}\" is no chain of boot loaders. Write one of: {string.Join(", ", LoaderChains.Names)}.");
        return null;
    }

    private static bool ReadMac(ref SettingsCursor cursor, string key, ref MachinePattern who)
    {
        if (cursor.Text(key) is not { } text)
            return false;
        if (MachinePattern.TryParseMac(text, out MacAddress mac, out int bytes))
        {
            who = who with { Mac = mac, MacBytes = bytes };
            return true;
        }
        cursor.Mistake($"\"{Printable.Name(text)}\" is no hardware address. Write it as 52:54:00:12:34:56, or its beginning as 52:54:00.");
        return false;
    }

    private static bool ReadUuid(ref SettingsCursor cursor, string key, ref MachinePattern who)
    {
        if (cursor.Text(key) is not { } text)
            return false;
        if (Guid.TryParseExact(text, "D", out Guid uuid) && uuid != Guid.Empty && uuid != Guid.AllBitsSet)
        {
            who = who with { Uuid = uuid };
            return true;
        }
        cursor.Mistake($"\"{Printable.Name(text)}\" is no UUID of a machine. `pibootbox machines` shows it, and so does `dmidecode -s system-uuid` on the machine.");
        return false;
    }

    private static Ipv4? ReadAddress(ref SettingsCursor cursor, string key)
    {
        if (cursor.Text(key) is not { } text)
            return null;
        if (Ipv4.TryParse(text, out Ipv4 address) && !address.IsAny && address != Ipv4.Broadcast)
            return address;
        cursor.Mistake($"\"{Printable.Name(text)}\" is no address. Write it as 192.168.77.10.");
        return null;
    }

    private static Firmware? ReadArchitecture(ref SettingsCursor cursor, string key)
    {
        if (cursor.Text(key) is not { } text)
            return null;
        foreach ((string word, Firmware firmware) in Architectures)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return firmware;
        }
        cursor.Mistake($"\"{Printable.Name(text)}\" is no architecture. Possible: {string.Join(", ", Array.ConvertAll(Architectures, a => a.Word))}.");
        return null;
    }
}
