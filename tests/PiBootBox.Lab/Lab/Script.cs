using System.Diagnostics;

namespace PiBootBox.Lab;

/// <summary>A script of the repository, run to its end.</summary>
internal static class Script
{
    /// <summary>What it wrote, both streams together, and its exit code.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(string path, params IEnumerable<string> arguments)
    {
        using Process process = Start(path, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <exception cref="InvalidOperationException">The script failed; the message says how.</exception>
    public static async Task<string> RunAsync(string path, params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        (int exitCode, string output) = await TryAsync(path, words);
        return exitCode == 0
            ? output.TrimEnd()
            : throw new InvalidOperationException($"{path} {string.Join(' ', words)} ended with {exitCode}:\n{output}");
    }

    public static Process Start(string path, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, path), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The box takes its settings from variables of this prefix too, and does not start on one that it does not know.
        foreach (string ours in start.Environment.Keys.Where(name => name.StartsWith("PIBOOTBOX_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(ours);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
