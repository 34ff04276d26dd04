using System.CommandLine;
using PiBootBox.Core;
using PiBootBox.Hosting;
using PiBootBox.Settings;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox run</c>: the service, until SIGTERM or Ctrl-C.</summary>
public static class RunCommand
{
    private const string Terminal = "terminal";

    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = $"Settings file (default: {SettingsLoader.DefaultFile}, if it exists)", HelpName = "FILE" };
        var interfaces = new Option<string[]>("--interface", "-i") { Description = "Network port to serve; may be given again (default: every wired port)", HelpName = "NAME" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Tell every step" };
        var panel = new Option<string?>("--panel") { Description = "terminal: show the panel in this terminal too, and take its buttons from the keyboard", HelpName = "terminal" };
        panel.AcceptOnlyFromAmong(Terminal);
        var noProbe = new Option<bool>("--no-probe") { Description = "Do not ask by ARP whether an address is in use before it is offered" };
        (Option<string?> Option, string Key)[] values =
        [
            (Text("--role", "ROLE", "auto, server, proxy or off (default: auto, the box finds out)"), "Role"),
            (Text("--drive", "DIR", "Folder that holds the images"), "Drive"),
            (Text("--loaders", "DIR", "Folder of boot loaders"), "Loaders"),
            (Text("--state", "DIR", "Folder where leases are kept"), "State"),
            (Text("--profile", "CHOICE", "menu, local, or an image's path or id, until a person chooses (default: as the drive says)"), "Profile"),
            (Text("--http-port", "PORT", "TCP port of the web server (default: 80)"), "HttpPort"),
            (Text("--range", "FIRST-LAST", "Addresses to hand out (default: the port's own network)"), "Dhcp:Range"),
            (Text("--lease-time", "D.HH:MM:SS", "Lease time (default: 12:00:00)"), "Dhcp:LeaseTime"),
            (Text("--router", "ADDRESS", "Router to tell the machines (default: none)"), "Dhcp:Router"),
            (Text("--dns", "ADDRESS", "Name server to tell the machines (default: none)"), "Dhcp:Dns:0"),
            (Text("--ntp", "ADDRESS", "Time server to tell the machines (default: none)"), "Dhcp:Ntp:0"),
            (Text("--domain", "NAME", "Domain to tell the machines (default: none)"), "Dhcp:Domain"),
        ];

        var command = new Command("run", "Serve: addresses, boot loaders, the menu and the drive's images") { config, interfaces, panel, verbose, noProbe };
        foreach ((Option<string?> option, _) in values)
            command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var flags = new List<KeyValuePair<string, string?>>();
            foreach ((Option<string?> option, string key) in values)
            {
                if (parsed.GetValue(option) is { } value)
                    flags.Add(new(key, value));
            }
            string[] named = parsed.GetValue(interfaces) ?? [];
            for (int i = 0; i < named.Length; i++)
                flags.Add(new($"Interfaces:{i}", named[i]));
            if (parsed.GetValue(verbose))
                flags.Add(new("Verbose", "true"));
            if (parsed.GetValue(noProbe))
                flags.Add(new("Dhcp:Probe", "false"));
            return await RunAsync(parsed.GetValue(config), flags, parsed.GetValue(panel) == Terminal);
        });
        return command;
    }

    private static async Task<int> RunAsync(string? config, List<KeyValuePair<string, string?>> flags, bool inTerminal)
    {
        PanelSection panel = new();
        try
        {
            BoxSettings settings = SettingsLoader.Load(config, flags);
            panel = settings.Panel;
            await BoxHost.RunAsync(settings, SettingsLoader.LoadMachines(config), inTerminal);
            return 0;
        }
        catch (CannotServeException reason)
        {
            await Console.Error.WriteLineAsync($"pibootbox: {reason.Message}");
            await BoxHost.ShowWhyNotAsync(panel, reason.Message);
            return 2;
        }
    }

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
