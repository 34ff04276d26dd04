using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PiBootBox.Core;

namespace PiBootBox.Settings;

/// <summary>Settings file, then environment (<c>PIBOOTBOX_DHCP__RANGE=…</c>), then flags: the later wins.</summary>
public static class SettingsLoader
{
    public const string DefaultFile = "/etc/pibootbox/pibootbox.json";

    /// <param name="file">Null: the default file, which may be absent. A named file must be there.</param>
    /// <param name="flags">Keys as the configuration spells them, <c>Dhcp:Range</c>.</param>
    /// <exception cref="CannotServeException">A file that cannot be read, a value that cannot be understood, a key that does not exist.</exception>
    public static BoxSettings Load(string? file, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        string path = Path.GetFullPath(file ?? DefaultFile);
        if (file is not null && !File.Exists(path))
            throw new CannotServeException($"The settings file {path} does not exist: give --config the path of one, or leave the flag out.");
        try
        {
            IConfigurationRoot configuration = new ConfigurationBuilder()
                .AddJsonFile(path, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables("PIBOOTBOX_")
                .AddInMemoryCollection(flags)
                .Build();
            return configuration.Get<BoxSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new BoxSettings();
        }
        catch (InvalidDataException broken) when (broken.InnerException is FormatException { InnerException: JsonException json })
        {
            throw new CannotServeException(
                $"The settings file {path} is not valid JSON at line {json.LineNumber + 1}, column {json.BytePositionInLine + 1}: mend it there, or move the file away to run on the defaults.", broken);
        }
        catch (InvalidDataException unreadable)
        {
            throw new CannotServeException(
                $"The settings file {path} cannot be read ({(unreadable.InnerException ?? unreadable).Message}): mend it, or move it away to run on the defaults.", unreadable);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new CannotServeException($"The settings file {path} cannot be read: give the service read access to it.", denied);
        }
        catch (InvalidOperationException wrong)
        {
            throw new CannotServeException($"A setting in {path}, the environment or the flags cannot be used: {wrong.Message}", wrong);
        }
    }
}
