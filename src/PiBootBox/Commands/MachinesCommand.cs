using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using PiBootBox.Core;
using PiBootBox.Machines;
using PiBootBox.Settings;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox machines</c>: what every machine did, asked of the running service.</summary>
public static class MachinesCommand
{
    private const int Fine = 0, NoService = 2;

    public static Command Create()
    {
        var state = new Option<string?>("--state") { Description = "The service's state folder (default: as its settings say)", HelpName = "DIR" };
        var config = new Option<string?>("--config") { Description = $"The service's settings file (default: {SettingsLoader.DefaultFile})", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on telling what happens, until Ctrl-C" };
        var command = new Command("machines", "List every machine, where it is in its boot, and each step") { state, config, json, follow };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                string folder = parsed.GetValue(state) ?? SettingsLoader.Load(parsed.GetValue(config), []).State;
                return await RunAsync(folder, parsed.GetValue(follow), parsed.GetValue(json), Console.Out, cancel);
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
        using Socket service = await ConnectAsync(ReportSocket.PathIn(folder), cancel);
        using var answers = new StreamReader(new NetworkStream(service));
        var text = new MachinesText(output);
        bool isComplete = false;
        try
        {
            await service.SendAsync(System.Text.Encoding.ASCII.GetBytes((follow ? ReportSocket.Follow : ReportSocket.Once) + "\n"), cancel);
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
        return isComplete && !follow ? Fine : throw new CannotServeException("The service ended, or dropped this connection: look at its log, and ask again.");
    }

    private static async Task<Socket> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new CannotServeException(fault is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? $"{path} is open to the service and root only: ask again with sudo."
                : $"No service answers at {path}: start it ('pibootbox run'), or name its state folder with --state.", fault);
        }
    }
}
