using System.Diagnostics;
using PiBootBox.Wire;

namespace PiBootBox.Lab.Roles;

/// <summary>The native box on one node of a lab, with what it has said so far.</summary>
internal sealed class LabBox : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _log = [];

    public LabBox(Process process, MacAddress mac)
    {
        (_process, Mac) = (process, mac);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public MacAddress Mac { get; }

    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>Waits until its log has a line with that text, behind the <paramref name="after"/> that had it before.</summary>
    public async Task SaysAsync(string text, int after = 0)
    {
        // Four times what it takes at most: another test run may use the processors.
        for (long began = Stopwatch.GetTimestamp(); Log.Split(text).Length - 1 <= after; await Task.Delay(100))
        {
            Assert.False(_process.HasExited, $"The box ended:\n{Log}");
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(4), $"The box does not say '{text}':\n{Log}");
        }
    }

    /// <summary>Switched off without a word.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_log)
                _log.Add(line.Data);
        }
    }
}
