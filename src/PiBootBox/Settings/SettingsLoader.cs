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
                .Add<SettingsFileSource>(source =>
                {
                    (source.Path, source.Optional) = (path, true);
                    source.ResolveFileProvider();
                })
                .AddEnvironmentVariables("PIBOOTBOX_")
                .AddInMemoryCollection(flags)
                .Build();
            BoxSettings settings = configuration.Get<BoxSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new BoxSettings();
            // The configuration merges lists item by item: a flag would only replace as many as it names.
            settings.Interfaces = List(flags, "Interfaces:") ?? settings.Interfaces ?? [];
            settings.Role ??= "auto";
            settings.Roles ??= [];
            settings.Dhcp ??= new DhcpSection();
            settings.Arming ??= new ArmingSection();
            settings.Dhcp.Dns = List(flags, "Dhcp:Dns:") ?? settings.Dhcp.Dns ?? [];
            settings.Dhcp.Ntp = List(flags, "Dhcp:Ntp:") ?? settings.Dhcp.Ntp ?? [];
            PanelSettings.TakeWords(settings.Panel ??= new PanelSection(), configuration);
            Check(settings);
            return settings;
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
            throw CannotBeRead(path, denied);
        }
        catch (InvalidOperationException wrong)
        {
            throw new CannotServeException($"A setting in {path}, the environment or the flags cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>The machines of a settings file that <see cref="Load"/> found good.</summary>
    /// <exception cref="CannotServeException">The file cannot be read any more.</exception>
    public static MachineSection LoadMachines(string? file)
    {
        string path = Path.GetFullPath(file ?? DefaultFile);
        try
        {
            return MachineSection.Read(path);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw CannotBeRead(path, fault);
        }
    }

    private static CannotServeException CannotBeRead(string path, Exception fault) =>
        new($"The settings file {path} cannot be read: give the service read access to it.", fault);

    private static string[]? List(IEnumerable<KeyValuePair<string, string?>> flags, string key)
    {
        string[] given = [.. flags.Where(flag => flag.Key.StartsWith(key, StringComparison.Ordinal)).Select(flag => flag.Value ?? "")];
        return given.Length > 0 ? given : null;
    }

    private static void Check(BoxSettings settings)
    {
        if (settings.HttpPort is < 1 or > 65535)
            throw new CannotServeException($"The setting httpPort says {settings.HttpPort}, which is no TCP port: give a number from 1 to 65535, or leave it out for 80.");
        RoleSettings.Check(settings);
        PanelSettings.Read(settings.Panel);
        if (settings.UefiLoader is not ("signed" or "ipxe"))
            throw new CannotServeException($"The setting uefiLoader says '{settings.UefiLoader}': write \"signed\" (shim and GRUB first, for Secure Boot) or \"ipxe\", or leave it out for \"signed\".");
        foreach ((string name, string? folder) in new[] { ("drive", settings.Drive), ("loaders", settings.Loaders), ("state", settings.State), ("keys", settings.Keys) })
        {
            if (string.IsNullOrWhiteSpace(folder) || folder.Contains('\0'))
                throw new CannotServeException($"The setting {name} names no folder: give a path, or leave it out for the default.");
        }
    }
}
