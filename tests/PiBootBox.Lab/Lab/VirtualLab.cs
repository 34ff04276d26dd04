using System.Diagnostics;
using System.Globalization;

namespace PiBootBox.Lab;

/// <summary>
/// A virtual switch with the native box on it, from scripts/lab.sh, and the PCs that a test switches on. The
/// folder with consoles, log and capture stays after the test, until the next run of the same test.
/// </summary>
internal sealed class VirtualLab : IAsyncDisposable
{
    private const string LabScript = "scripts/lab.sh";

    /// <summary>The box's address.</summary>
    public const string Box = "10.77.0.1";

    private static readonly string BoxProgram = Path.Combine(Repository.Artifacts, "linux-x64", "pibootbox");

    private readonly string _id;
    private readonly string _folder;
    private Process? _box;
    private Task? _boxLog;
    private Process? _syslog;

    private VirtualLab(string id, string folder) => (_id, _folder) = (id, folder);

    public Drive Drive => new(Path.Combine(_folder, "drive"));

    /// <summary>All that passed the box's port of the switch until now.</summary>
    public Capture Capture => Capture.Read(CaptureFile);

    /// <summary>What came in on the box's UDP port 514 since <see cref="ListenToSyslog"/>.</summary>
    public string Syslog => File.ReadAllText(SyslogFile);

    public string BoxLog => File.ReadAllText(BoxLogFile);

    private string State => Path.Combine(_folder, "state");

    private string SyslogFile => Path.Combine(_folder, "syslog");

    private string CaptureFile => Path.Combine(_folder, "capture.pcap");

    private string BoxLogFile => Path.Combine(_folder, "box.log");

    /// <param name="name">At most 24 of a-z 0-9 and hyphen; one for each test.</param>
    /// <param name="lossPercent">Frames that the switch loses in each direction.</param>
    public static async Task<VirtualLab> UpAsync(string name, int lossPercent = 0)
    {
        string id = $"t{Repository.Mark}-{name}";
        await Script.RunAsync(LabScript, "up", id,
            "--loss", lossPercent.ToString(CultureInfo.InvariantCulture),
            "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var lab = new VirtualLab(id, await Script.RunAsync(LabScript, "folder", id));
        // DHCP packets and request lines are whole; the bulk of the transfers is cut.
        await Script.RunAsync(LabScript, "capture", id, lab.CaptureFile, "700");
        return lab;
    }

    /// <summary>Starts the box on <see cref="Drive"/> as it is now.</summary>
    /// <param name="role">By itself it would look for other servers first, some seconds long.</param>
    public void StartBox(string role = "server")
    {
        _box = Script.Start(LabScript, "in", _id, "box", "--",
            BoxProgram, "run",
            "--interface", "lan0",
            "--role", role,
            "--drive", Drive.Folder,
            "--loaders", Path.Combine(Repository.Artifacts, "loaders"),
            "--state", Directory.CreateDirectory(State).FullName);
        _boxLog = CopyAsync(_box, BoxLogFile);
    }

    /// <summary>A machine whose installer is told so sends its log here, by UDP.</summary>
    public void ListenToSyslog()
    {
        File.WriteAllText(SyslogFile, "");
        // It ends with the lab.
        _syslog = Script.Start(LabScript, "in", _id, "box", "--", "socat", "-u", "UDP-RECV:514", $"OPEN:{SyslogFile},append");
    }

    /// <summary>What `pibootbox machines` prints of the box.</summary>
    public Task<string> MachinesAsync(params string[] options) =>
        Script.RunAsync(BoxProgram, ["machines", "--state", State, .. options]);

    /// <summary>Presses keys of the box's panel, as soon as the box serves and has read its drive.</summary>
    /// <returns>What the display shows then.</returns>
    public async Task<string> PressAsync(string keys)
    {
        Task boxEnds = _boxLog ?? throw new InvalidOperationException("Start the box first.");
        for (string log = ""; !log.Contains("Images on the drive:") || !log.Contains("Ready after"); log = BoxLog)
        {
            Assert.False(boxEnds.IsCompleted, $"The box ended: {log}");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
        return await Script.RunAsync(BoxProgram, "panel", "--state", State, "--press", keys);
    }

    /// <summary>The hardware address that a PC has in this lab.</summary>
    public Task<string> MacOfAsync(string pc) => Script.RunAsync(LabScript, "mac", _id, pc);

    /// <summary>Frames that the switch has lost on purpose until now.</summary>
    public async Task<int> FramesLostAsync() =>
        int.Parse(await Script.RunAsync(LabScript, "lost", _id), CultureInfo.InvariantCulture);

    /// <summary>To this PC the box is not talking to an iPXE until it has asked for undionly.kpxe.</summary>
    public Task HideIpxeAsync(string pc) => Script.RunAsync(LabScript, "hide-ipxe", _id, pc);

    /// <summary>Switches a PC on, and off as soon as its serial console shows a text.</summary>
    /// <param name="until">Extended regular expression.</param>
    /// <param name="options">More options of `lab.sh pc`.</param>
    /// <returns>All of its serial console.</returns>
    public async Task<string> BootAsync(string pc, string firmware, string until, TimeSpan limit, params string[] options)
    {
        Task boxEnds = _boxLog ?? throw new InvalidOperationException("Start the box first.");
        Task<(int ExitCode, string Output)> running = Script.TryAsync(LabScript, ["pc", _id, pc,
            "--firmware", firmware, "--until", until,
            "--seconds", limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), .. options]);
        if (await Task.WhenAny(running, boxEnds) == boxEnds)
            Assert.Fail($"The box ended while {pc} was on.\n{LastLines(File.ReadAllText(BoxLogFile))}");
        (int exitCode, string output) = await running;
        string console = File.ReadAllText(Path.Combine(_folder, $"{pc}.console"));
        Assert.True(exitCode == 0, $"""
            The console of {pc} ({firmware}) did not show '{until}' within {limit.TotalSeconds} s. {output}
            --- console, its end
            {LastLines(console)}
            --- the box's log, its end
            {LastLines(File.ReadAllText(BoxLogFile))}
            --- all of it: {_folder}
            """);
        return console;
    }

    public async ValueTask DisposeAsync()
    {
        await Script.RunAsync(LabScript, "down", _id);
        if (_boxLog is not null)
            await _boxLog;
        _box?.Dispose();
        _syslog?.Dispose();
    }

    private static async Task CopyAsync(Process box, string file)
    {
        await using var log = new StreamWriter(file) { AutoFlush = true };
        box.OutputDataReceived += Write;
        box.ErrorDataReceived += Write;
        box.BeginOutputReadLine();
        box.BeginErrorReadLine();
        await box.WaitForExitAsync();

        void Write(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                lock (log)
                    log.WriteLine(line.Data);
            }
        }
    }

    private static string LastLines(string text) =>
        string.Join('\n', text.Split('\n').Select(Printable).Where(line => line.Length > 0).TakeLast(20));

    private static string Printable(string line) => new([.. line.Where(c => !char.IsControl(c))]);
}
