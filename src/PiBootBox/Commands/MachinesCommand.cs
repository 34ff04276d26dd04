using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Machines;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox machines</c>: what every machine did, asked of the running service.</summary>
public static class MachinesCommand
{
    private const int Fine = 0, NoService = 2;

    public static Command Create()
    {
        var folder = new ServiceFolder();
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on telling what happens, until Ctrl-C" };
        var command = new Command("machines", "List every machine, where it is in its boot, and each step") { json, follow };
        folder.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await RunAsync(folder.In(parsed), parsed.GetValue(follow), parsed.GetValue(json), Console.Out, cancel);
            }
            catch (CannotServeException reason)
            {
                await Console.Error.WriteLineAsync($"pibootbox: {reason.Message}");
                return NoService;
            }
        });
        return command;
    }

    /// <exception cref="CannotServeException">No service answers, or not to the end.</exception>
    internal static async Task<int> RunAsync(string folder, bool follow, bool json, TextWriter output, CancellationToken cancel)
    {
        await using NetworkStream service = await ControlClient.AskAsync(folder, follow ? MachinesDesk.Follow : MachinesDesk.Once, cancel);
        using var answers = new StreamReader(service);
        var text = new MachinesText(output);
        bool isComplete = false;
        try
        {
            while (await answers.ReadLineAsync(cancel) is { } line)
            {
                if (line.Length == 0)
                {
                    isComplete = true;
                    if (!json)
                        text.EndOfList(follow);
                }
                else if (json)
                {
                    await output.WriteLineAsync(line);
                }
                else
                {
                    text.Write(ReportJson.Read(line));
                }
            }
        }
        catch (OperationCanceledException) when (follow)
        {
            return Fine;
        }
        catch (Exception fault) when (fault is IOException or SocketException or JsonException)
        {
            isComplete = false;
        }
        return isComplete && !follow ? Fine : throw ControlClient.Dropped;
    }
}
