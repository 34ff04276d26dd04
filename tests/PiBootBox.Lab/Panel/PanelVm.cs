using System.Diagnostics;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Tests.Panel.Display;

namespace PiBootBox.Lab.Panel;

/// <summary>
/// The virtual machine of scripts/panel-vm.sh with the native program running in it, and a person's hands and eyes at its panel.
/// </summary>
public sealed class PanelVm : IAsyncLifetime
{
    public const int ReadyLed = 17, ActivityLed = 27, AttentionLed = 22, Next = 5, Select = 6, Back = 13;

    public const string State = "/tmp/state";

    private const string Mark = "@@", Journal = "/tmp/display", Losses = "/tmp/losses", Log = "/tmp/log";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Process _machine = null!;

    public async Task InitializeAsync()
    {
        // Another build of the program, with what it needs beside it: scripts/named-packages.sh has one.
        string[] files = Environment.GetEnvironmentVariable("PANEL_VM_FILES")?.Split(':') ?? [Path.Combine(Repository.Artifacts, "linux-x64", "pibootbox")];
        _machine = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "scripts", "panel-vm.sh"), ["boot", .. files])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await ReadUntilAsync("ready");
        await PlugDisplayInAsync();
        await RunAsync("mkdir /tmp/drive /tmp/loaders");
        await StartBoxAsync(ReadyLed);
    }

    public async Task DisposeAsync()
    {
        _machine.Kill(entireProcessTree: true);
        await _machine.WaitForExitAsync();
        _machine.Dispose();
    }

    /// <summary>One line for the machine's shell.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string commands)
    {
        await _machine.StandardInput.WriteAsync($"{commands}\necho {Mark}\n");
        await _machine.StandardInput.FlushAsync();
        return await ReadUntilAsync(Mark);
    }

    /// <summary>Until it serves: before that it does not listen to its buttons.</summary>
    /// <param name="settings">Of the panel, such as "CHIP=expander".</param>
    public async Task StartBoxAsync(int readyLed, params string[] settings)
    {
        string variables = string.Concat(settings.Append("DISPLAY__BUS=0").Select(setting => $"PIBOOTBOX_PANEL__{setting} "));
        await RunAsync($"{variables} pibootbox run --interface dummy0 --role server --drive /tmp/drive --loaders /tmp/loaders --state {State} >{Log} 2>&1 & box=$!");
        await UntilAsync(() => IsSteadyAsync(readyLed), "The LED is lit without blinking");
    }

    public Task StopBoxAsync() => RunAsync("kill $box; wait $box");

    public Task PlugDisplayInAsync() => RunAsync($"rm -f {Journal}; usb-display {Journal} {Losses} & display=$!");

    public Task PullDisplayOffAsync() => RunAsync("kill $display; wait $display");

    /// <summary>Each n-th write to the display fails from now on; 0 for none.</summary>
    public Task LoseAsync(int each) => RunAsync($"echo {each} >{Losses}");

    public async Task<bool> IsLitAsync(int led) => (await RunAsync($"line {led}")).Trim() == "1";

    /// <summary>Lit for a second, at each look.</summary>
    public async Task<bool> IsSteadyAsync(int led) => !(await RunAsync($"for look in 1 2 3 4 5 6 7 8 9 10; do line {led}; usleep 100000; done")).Contains('0');

    /// <summary>From now on <see cref="GlassAsync"/> knows only what is sent from now on: nothing until the box sends all anew.</summary>
    public Task ForgetGlassAsync() => RunAsync($"rm -f {Journal}");

    /// <summary>What is seen on the display, by what it was sent since it was plugged in.</summary>
    public async Task<Frame> GlassAsync()
    {
        byte[] journal = Convert.FromBase64String((await RunAsync($"[ ! -e {Journal} ] || base64 {Journal}")).ReplaceLineEndings(""));
        var display = new DisplayModel(DisplayChip.Ssd1306, DisplaySize.Tall);
        // The last write may still be on its way.
        for (int at = 0; at + 2 <= journal.Length;)
        {
            int length = journal[at] | journal[at + 1] << 8;
            if (at + 2 + length > journal.Length)
                break;
            display.Write(journal.AsSpan(at + 2, length));
            at += 2 + length;
        }
        return display.Glass();
    }

    /// <summary>The profile that the box hands out.</summary>
    public async Task<string> ProfileAsync()
    {
        string list = await RunAsync($"pibootbox profile list --state {State}");
        return Assert.Single(list.Split('\n'), line => line.StartsWith('*'));
    }

    /// <summary>The box answers machines, whatever became of its panel.</summary>
    public async Task AssertServesAsync()
    {
        Assert.Contains("#!ipxe", await RunAsync("wget -q -O - http://10.77.0.1/boot.ipxe"));
        Assert.Contains("runs", await RunAsync("kill -0 $box && echo runs"));
    }

    public Task<string> LogAsync() => RunAsync($"cat {Log}");

    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            if (waited.Elapsed > Patience)
                Assert.Fail($"{what}: not within {Patience.TotalMinutes} minutes. The box's log:\n{await LogAsync()}");
            await Task.Delay(200);
        }
    }

    private async Task<string> ReadUntilAsync(string mark)
    {
        var text = new System.Text.StringBuilder();
        while (await _machine.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.TrimEnd() == mark)
                return text.ToString();
            text.Append(line.TrimEnd('\r')).Append('\n');
        }
        throw new InvalidOperationException($"The virtual machine ended:\n{text}{await File.ReadAllTextAsync(Path.Combine(Repository.Artifacts, "panel-vm", "console"))}");
    }
}
