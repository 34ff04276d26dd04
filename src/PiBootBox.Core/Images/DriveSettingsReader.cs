using System.Text.Json;
using PiBootBox.Wire;

namespace PiBootBox.Core.Images;

/// <summary>
/// Reads the drive's <c>pibootbox.json</c>; comments and trailing commas are allowed. A wrong value is
/// reported with its line and does nothing; it never stops the box. The reader goes token by token,
/// because a deserializer cannot tell the line of a key that it does not know.
/// </summary>
public static class DriveSettingsReader
{
    private const string ImageKeys = "title, arguments, hidden";
    private const string MachineKeys = "mac, name, image";
    private const string RootKeys = "title, timeout, default, images, machines";

    /// <summary>Every machine is some lines of the menu, for each firmware.</summary>
    private const int MostEntries = 250;
    private const int MostTimeout = 3600;

    public static DriveSettings Read(ReadOnlySpan<byte> json)
    {
        var mistakes = new List<SettingMistake>();
        try
        {
            var cursor = new SettingsCursor(json, mistakes);
            return ReadRoot(ref cursor) with { Mistakes = mistakes };
        }
        catch (JsonException fault)
        {
            return DriveSettings.None with
            {
                Mistakes =
                [
                    new SettingMistake((int)(fault.LineNumber ?? 0) + 1,
                        "The file is no valid JSON from here on, so none of it counts. Look for a missing quote, comma or bracket in this line or before it."),
                ],
            };
        }
    }

    private static DriveSettings ReadRoot(ref SettingsCursor cursor)
    {
        DriveSettings settings = DriveSettings.None;
        var images = new Dictionary<string, ImageSettings>(StringComparer.OrdinalIgnoreCase);
        var machines = new Dictionary<MacAddress, MachineSettings>();
        if (!cursor.Enter("The file"))
            return settings;
        while (cursor.NextKey(out string key))
        {
            switch (key)
            {
                case "title":
                    settings = settings with { Title = cursor.Text(key) };
                    break;
                case "timeout":
                    settings = settings with
                    {
                        Timeout = cursor.Number(key, 0, MostTimeout, "seconds; 0 waits for ever") is { } seconds
                            ? TimeSpan.FromSeconds(seconds)
                            : null,
                    };
                    break;
                case "default":
                    settings = settings with { Default = cursor.Text(key) };
                    break;
                case "images":
                    ReadImages(ref cursor, images);
                    break;
                case "machines":
                    ReadMachines(ref cursor, machines);
                    break;
                default:
                    cursor.Unknown(key, RootKeys);
                    break;
            }
        }
        cursor.ExpectEnd();
        return settings with { Images = images, Machines = machines };
    }

    private static void ReadImages(ref SettingsCursor cursor, Dictionary<string, ImageSettings> images)
    {
        if (!cursor.Enter("images"))
            return;
        while (cursor.NextKey(out string name))
        {
            ImageSettings? image = ReadImage(ref cursor, name);
            if (image is null)
                continue;
            if (images.Count == MostEntries)
                cursor.Mistake($"More than {MostEntries} images are set; this one does not count.");
            else if (!images.TryAdd(name, image))
                cursor.Mistake($"The image \"{Printable.Name(name)}\" is set twice; the first one counts. Take one away.");
        }
    }

    private static ImageSettings? ReadImage(ref SettingsCursor cursor, string name)
    {
        if (!cursor.Enter($"The image \"{Printable.Name(name)}\""))
            return null;
        var image = new ImageSettings(null, null, false);
        while (cursor.NextKey(out string key))
        {
            switch (key)
            {
                case "title":
                    image = image with { Title = cursor.Text(key) };
                    break;
                case "arguments":
                    image = image with { Arguments = ReadArguments(ref cursor, key) };
                    break;
                case "hidden":
                    image = image with { Hidden = cursor.Flag(key) ?? false };
                    break;
                default:
                    cursor.Unknown(key, ImageKeys);
                    break;
            }
        }
        return image;
    }

    private static string? ReadArguments(ref SettingsCursor cursor, string key)
    {
        string? arguments = cursor.Text(key);
        if (arguments is null || KernelArguments.Refuse(arguments) is not { } reason)
            return arguments;
        cursor.Mistake($"\"{key}\" does not count: {reason}.");
        return null;
    }

    private static void ReadMachines(ref SettingsCursor cursor, Dictionary<MacAddress, MachineSettings> machines)
    {
        if (!cursor.EnterList("machines", "{ \"mac\": \"52:54:00:12:34:56\", ... }"))
            return;
        while (cursor.NextItem())
        {
            int line = cursor.Line;
            if (ReadMachine(ref cursor, line) is not { } machine)
                continue;
            if (machines.Count == MostEntries)
                cursor.Mistake($"More than {MostEntries} machines are set; this one does not count.", line);
            else if (!machines.TryAdd(machine.Mac, machine.Settings))
                cursor.Mistake($"The machine {machine.Mac} is set twice; the first one counts. Take one away.", line);
        }
    }

    private static (MacAddress Mac, MachineSettings Settings)? ReadMachine(ref SettingsCursor cursor, int line)
    {
        if (!cursor.EnterItem("Each of the machines"))
            return null;
        var machine = new MachineSettings(null, null);
        MacAddress? mac = null;
        bool hasMac = false;
        while (cursor.NextKey(out string key))
        {
            switch (key)
            {
                case "mac":
                    hasMac = true;
                    mac = ReadMac(ref cursor, key);
                    break;
                case "name":
                    machine = machine with { Name = cursor.Text(key) };
                    break;
                case "image":
                    machine = machine with { Image = cursor.Text(key) };
                    break;
                default:
                    cursor.Unknown(key, MachineKeys);
                    break;
            }
        }
        if (!hasMac)
            cursor.Mistake("This machine does not count, for it has no \"mac\". Write \"mac\": \"52:54:00:12:34:56\".", line);
        return mac is null ? null : (mac.Value, machine);
    }

    private static MacAddress? ReadMac(ref SettingsCursor cursor, string key)
    {
        if (cursor.Text(key) is not { } text)
            return null;
        if (MacAddress.TryParse(text, out MacAddress mac) && !mac.IsMulticast && mac != MacAddress.Zero)
            return mac;
        cursor.Mistake($"\"{Printable.Name(text)}\" is no hardware address. Write it as 52:54:00:12:34:56.");
        return null;
    }
}
