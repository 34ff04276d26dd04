using System.Diagnostics;
using System.Text;

namespace PiBootBox.Tests.Dhcp;

/// <summary>The program itself, in a network namespace, as a process that can be killed.</summary>
internal sealed class BoxProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private BoxProcess(Process process) => _process = process;

    public static BoxProcess Run(string side, params string[] arguments)
    {
        // `ip netns exec` becomes the program: the process id is the box's own.
        Process process = new()
        {
            StartInfo = new ProcessStartInfo("ip",
                ["netns", "exec", side, "dotnet", Path.Combine(AppContext.BaseDirectory, "pibootbox.dll"), "run", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        BoxProcess box = new(process);
        process.OutputDataReceived += box.Keep;
        process.ErrorDataReceived += box.Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return box;
    }

    /// <summary>What it said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Waits for its end.</summary>
    public int ExitCode()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(1)))
            throw new TimeoutException($"The box goes on: {Output}");
        // Once more, without a limit: only this waits for the last line of output too.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler, no flush, no farewell.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
