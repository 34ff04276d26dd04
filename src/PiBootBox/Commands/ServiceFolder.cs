using System.CommandLine;
using PiBootBox.Settings;

namespace PiBootBox.Commands;

/// <summary>The options of a command that talks with the running service: where that keeps its state, and with it its socket.</summary>
internal sealed class ServiceFolder
{
    private readonly Option<string?> _state =
        new("--state") { Description = "The service's state folder (default: as its settings say)", HelpName = "DIR", Recursive = true };

    private readonly Option<string?> _config =
        new("--config") { Description = $"The service's settings file (default: {SettingsLoader.DefaultFile})", HelpName = "FILE", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_state);
        command.Options.Add(_config);
    }

    /// <exception cref="Core.CannotServeException">The settings cannot be read.</exception>
    public string In(ParseResult parsed) => parsed.GetValue(_state) ?? SettingsLoader.Load(parsed.GetValue(_config), []).State;
}
