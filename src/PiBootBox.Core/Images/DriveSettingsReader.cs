using System.Text.Json;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Images;

/// <summary>
/// Reads the drive's <c>pibootbox.json</c>; comments and trailing commas are allowed. A wrong value is
/// reported with its line and does nothing; it never stops the box. The reader goes token by token,
/// because a deserializer cannot tell the line of a key that it does not know.
/// </summary>
public static class DriveSettingsReader
{
    private const string ImageKeys = "title, arguments, hidden, destructive";
    private const string RootKeys = "title, timeout, default, images, machines, values";

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
        MachineRules machines = MachineRules.None;
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
                    machines = machines.With(new MachineRules(MachineRulesReader.Read(ref cursor, isOfBox: false)));
                    break;
                case "values":
                    settings = settings with { Values = AnswerValuesReader.Read(ref cursor) };
                    break;
                default:
                    cursor.Unknown(key, RootKeys);
                    break;
            }
        }
        cursor.ExpectEnd();
        return settings with { Images = images, Rules = machines };
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
        var image = new ImageSettings(null, null, false, false);
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
                case "destructive":
                    image = image with { Destructive = cursor.Flag(key) ?? false };
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
}
