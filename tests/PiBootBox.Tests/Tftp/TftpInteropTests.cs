using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace PiBootBox.Tests.Tftp;

/// <summary>Real clients, each another author's reading of the RFCs.</summary>
public sealed class TftpInteropTests : IDisposable
{
    private readonly TftpBed _bed = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("pibootbox-got-").FullName;

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Port => _bed.Endpoint.Port.ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1_000_000)]
    [InlineData(40_000_000)]
    public void Atftp_reads_files_of_every_size_and_past_the_rollover(int length) =>
        Arrives(length, got => Run("atftp", "-g", "-r", "file", "-l", got, "127.0.0.1", Port));

    [Fact]
    public void Atftp_reads_a_large_file_in_windows() =>
        Arrives(100_000_000, got => Run("atftp", "--option", "blksize 1428", "--option", "windowsize 16", "-g", "-r", "file", "-l", got, "127.0.0.1", Port));

    [Fact]
    public void Atftp_reads_with_size_and_timeout_agreed() =>
        Arrives(2_000_000, got => Run("atftp", "--option", "tsize", "--option", "timeout 2", "--option", "blksize 1024", "-g", "-r", "file", "-l", got, "127.0.0.1", Port));

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(40_000_000)]
    public void Tftp_hpa_reads_files_of_every_size_and_past_the_rollover(int length) =>
        Arrives(length, got => Run("tftp", "-m", "binary", "127.0.0.1", Port, "-c", "get", "file", got));

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(1_000_000)]
    public void Curl_reads_files_and_takes_a_lowered_block_size(int length)
    {
        Arrives(length, got => Run("curl", "-sS", "-o", got, $"tftp://127.0.0.1:{Port}/file"));
        Arrives(length, got => Run("curl", "-sS", "--tftp-blksize", "8192", "-o", got, $"tftp://127.0.0.1:{Port}/file"));
    }

    [Fact]
    public void Curl_reads_text()
    {
        _bed.Memory["menu"] = "one\ntwo\n"u8.ToArray();
        Assert.Equal("one\r\ntwo\r\n", Run("curl", "-sS", $"tftp://127.0.0.1:{Port}/menu;mode=netascii"));
    }

    private void Arrives(int length, Action<string> fetch)
    {
        byte[] file = _bed.Put("file", length);
        string got = Path.Combine(_folder, $"got{length}");
        fetch(got);
        using FileStream stream = File.OpenRead(got);
        Assert.Equal(length, stream.Length);
        Assert.Equal(MD5.HashData(file), MD5.HashData(stream));
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(120_000), $"{program} did not end");
        Assert.True(process.ExitCode == 0, $"{program}: {errors.Result}{output}");
        return output;
    }
}
