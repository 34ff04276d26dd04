namespace PiBootBox.Lab.Program;

/// <summary>What cannot work is said in one sentence with the thing and the cure, exit code 2, no stack trace.</summary>
public sealed class StartFailures(NativeBox box) : IClassFixture<NativeBox>
{
    [Fact]
    public Task No_such_interface() => RefusesAsync("eth7", box.TryAsync("box", box.Run(("--interface", "eth7"))));

    [Fact]
    public Task No_address() => RefusesAsync("lan0 has no IPv4 address", box.TryAsync("bare", box.Run()));

    [Fact]
    public Task No_permission() => RefusesAsync("CAP_NET_", box.TryAsync("box",
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
            .. box.Run(("--state", Path.Combine(box.Folder, "state-of-nobody")))]));

    [Fact]
    public Task A_state_folder_that_cannot_be_made() =>
        RefusesAsync("/proc/state", box.TryAsync("box", box.Run(("--state", "/proc/state"))));

    [Fact]
    public async Task A_broken_settings_file()
    {
        string file = Path.Combine(box.Folder, "broken.json");
        await File.WriteAllTextAsync(file, "{\n  \"dhcp\": {\n    \"range\": \n  }\n}");
        await RefusesAsync("line 4", box.TryAsync("box", box.Run(("--config", file))));
    }

    [Fact]
    public Task A_range_outside_the_network() =>
        RefusesAsync("10.99.0.1", box.TryAsync("box", box.Run(("--range", "10.99.0.1-10.99.0.9"))));

    [Theory]
    [InlineData("UDP-RECV", 67)]
    [InlineData("UDP-RECV", 4011)]
    [InlineData("UDP-RECV", 69)]
    [InlineData("TCP-LISTEN", 80)]
    public async Task A_port_that_somebody_else_holds(string kind, int port)
    {
        using System.Diagnostics.Process holder = box.Start("box", "socat", $"{kind}:{port}", "STDOUT");
        try
        {
            while (!(await box.TryAsync("box", "ss", "-Hnlut", $"sport = :{port}")).Output.Contains($":{port}"))
                Assert.False(holder.HasExited, $"socat did not take port {port}");
            await RefusesAsync($"{port}", box.TryAsync("box", box.Run()), "socat");
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task The_images_of_a_drive_that_is_not_there()
    {
        (int exitCode, string output) = await box.TryAsync("box", box.Binary, "images", "--drive", "/nowhere");
        Assert.Equal(2, exitCode);
        Assert.Contains("/nowhere", output);
    }

    private static async Task RefusesAsync(string thing, Task<(int ExitCode, string Output)> run, string? culprit = null)
    {
        (int exitCode, string output) = await run;
        string sentence = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("pibootbox: "));
        Assert.Contains(thing, sentence);
        Assert.Contains(culprit ?? "", sentence);
        Assert.EndsWith(".", sentence);
        Assert.DoesNotContain("   at ", output);
        Assert.Equal(2, exitCode);
    }
}
