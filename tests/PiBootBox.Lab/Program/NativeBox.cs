using System.Diagnostics;

namespace PiBootBox.Lab.Program;

/// <summary>
/// The native program in a lab of its own: the node `box` has an address, `bare` has none, and `client`
/// is a machine on the switch.
/// </summary>
public sealed class NativeBox : IAsyncLifetime
{
    private const string LabScript = "scripts/lab.sh";

    private readonly string _lab = $"t{Repository.Mark}-program";

    // Outside the repository, which may lie in a folder that only root may enter.
    public string Folder { get; } = Directory.CreateTempSubdirectory("pibootbox-program-").FullName;

    public string Binary => Path.Combine(Folder, "pibootbox");

    /// <param name="different">Flags with values of their own, instead of or beside the usual ones.</param>
    public IEnumerable<string> Run(params (string Flag, string Value)[] different)
    {
        var flags = new Dictionary<string, string>
        {
            ["--interface"] = "lan0",
            ["--drive"] = Path.Combine(Folder, "drive"),
            ["--loaders"] = Path.Combine(Folder, "loaders"),
            ["--state"] = Path.Combine(Folder, "state"),
        };
        foreach ((string flag, string value) in different)
            flags[flag] = value;
        return [Binary, "run", .. flags.SelectMany(flag => new[] { flag.Key, flag.Value })];
    }

    public async Task InitializeAsync()
    {
        await Script.RunAsync("/bin/chmod", "777", Folder);
        File.Copy(Path.Combine(Repository.Artifacts, "linux-x64", "pibootbox"), Binary);
        Directory.CreateDirectory(Path.Combine(Folder, "drive"));
        Directory.CreateDirectory(Path.Combine(Folder, "loaders"));
        await Script.RunAsync(LabScript, "up", _lab, "--owner", $"{Environment.ProcessId}");
        await Script.RunAsync(LabScript, "node", _lab, "bare");
        await Script.RunAsync(LabScript, "node", _lab, "client", "10.77.0.9/24");
    }

    public async Task DisposeAsync()
    {
        await Script.RunAsync(LabScript, "down", _lab, "--forget");
        Directory.Delete(Folder, recursive: true);
    }

    public Process Start(string node, params IEnumerable<string> command) => Script.Start(LabScript, ["in", _lab, node, "--", .. command]);

    public Task<(int ExitCode, string Output)> TryAsync(string node, params IEnumerable<string> command) =>
        Script.TryAsync(LabScript, ["in", _lab, node, "--", .. command]);

    /// <summary>Runs the box until its log shows a text, does something, and switches it off as systemd would.</summary>
    public async Task<int> WhileRunningAsync(IEnumerable<string> command, string until, Func<Task> meanwhile)
    {
        using Process box = Start("box", command);
        var shown = new TaskCompletionSource();
        box.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                shown.TrySetException(new InvalidOperationException("The box ended: " + box.StandardError.ReadToEnd()));
            else if (line.Data.Contains(until))
                shown.TrySetResult();
        };
        box.BeginOutputReadLine();
        try
        {
            await shown.Task;
            await meanwhile();
        }
        finally
        {
            if (!box.HasExited)
                await Script.RunAsync("/bin/kill", "-TERM", $"{box.Id}");
            await box.WaitForExitAsync();
        }
        return box.ExitCode;
    }
}
