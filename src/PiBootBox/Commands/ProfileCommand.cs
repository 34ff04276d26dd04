using System.CommandLine;
using System.Net.Sockets;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Profiles;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox profile</c>: what the running service hands out to the next PC.</summary>
public static class ProfileCommand
{
    private const int Fine = 0, Refused = 1, NoService = 2;

    public static Command Create()
    {
        var folder = new ServiceFolder();
        var command = new Command("profile", "Show or choose what the next PC gets: the menu, its own disk, or one image")
        {
            Verb(ProfileControl.List, "List what can be chosen; * is what the box hands out now", folder),
            Verb(ProfileControl.Set, "Choose, until another choice is made", folder,
                $"{Core.Boot.Profile.MenuWord}, {Core.Boot.Profile.LocalWord}, an image's id or path, or {ProfileControl.Default} for what the settings say"),
            Verb(ProfileControl.Arm, "Choose an image that erases the disk of a PC, for a while", folder, "An image's id or path"),
            Verb(ProfileControl.Disarm, "Hand out the menu again at once", folder),
        };
        folder.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(folder, parsed, ProfileControl.List, cancel));
        return command;
    }

    /// <exception cref="CannotServeException">No service answers, or not to the end.</exception>
    internal static async Task<int> RunAsync(string folder, string request, TextWriter output, CancellationToken cancel)
    {
        string line = $"{ProfileControl.Word} {request}".ReplaceLineEndings(" ");
        await using NetworkStream service = await ControlClient.AskAsync(folder, line, cancel);
        using var answer = new StreamReader(service);
        try
        {
            int result = await answer.ReadLineAsync(cancel) == ProfileControl.Done ? Fine : Refused;
            while (await answer.ReadLineAsync(cancel) is { } text)
            {
                if (text == ProfileControl.End)
                    return result;
                await output.WriteLineAsync(text);
            }
        }
        catch (IOException)
        {
            // As if it had ended.
        }
        throw ControlClient.Dropped;
    }

    private static Command Verb(string verb, string description, ServiceFolder folder, string? choices = null)
    {
        var command = new Command(verb, description);
        Argument<string>? choice = null;
        if (choices is not null)
            command.Arguments.Add(choice = new Argument<string>("CHOICE") { Description = choices });
        command.SetAction((parsed, cancel) =>
            RunAsync(folder, parsed, choice is null ? verb : $"{verb} {parsed.GetValue(choice)}", cancel));
        return command;
    }

    private static async Task<int> RunAsync(ServiceFolder folder, ParseResult parsed, string request, CancellationToken cancel)
    {
        try
        {
            return await RunAsync(folder.In(parsed), request, Console.Out, cancel);
        }
        catch (CannotServeException reason)
        {
            await Console.Error.WriteLineAsync($"pibootbox: {reason.Message}");
            return NoService;
        }
    }
}
