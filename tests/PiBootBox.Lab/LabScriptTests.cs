using System.Diagnostics;

namespace PiBootBox.Lab;

/// <summary>scripts/lab.sh by itself, without a PC: demo and benchmarks rely on it too.</summary>
public sealed class LabScriptTests
{
    private const string LabScript = "scripts/lab.sh";

    [Fact]
    public async Task Two_labs_side_by_side_use_the_same_addresses_and_do_not_hear_each_other()
    {
        string first = $"t{Repository.Mark}-first", second = $"t{Repository.Mark}-second";
        try
        {
            await Script.RunAsync(LabScript, "up", first);
            await Script.RunAsync(LabScript, "up", second);
            await Script.RunAsync(LabScript, "node", first, "client", "10.77.0.2/24");
            await Script.RunAsync(LabScript, "node", second, "client", "10.77.0.2/24");
            using Process echo = Script.Start(LabScript, "in", first, "box", "--", "socat", "TCP-LISTEN:7,fork", "EXEC:cat");

            Assert.Equal(0, await ConnectAsync(first));
            Assert.NotEqual(0, await ConnectAsync(second));
        }
        finally
        {
            await Script.RunAsync(LabScript, "down", first, "--forget");
            await Script.RunAsync(LabScript, "down", second, "--forget");
        }
        Assert.DoesNotContain(first, await NamespacesAsync());
    }

    [Fact]
    public async Task A_lab_goes_down_with_its_owner_and_takes_its_processes_along()
    {
        string id = $"t{Repository.Mark}-owned";
        using Process owner = Process.Start("/bin/sleep", "1000");
        await Script.RunAsync(LabScript, "up", id, "--owner", owner.Id.ToString());
        using Process inside = Script.Start(LabScript, "in", id, "box", "--", "sh", "-c", "echo inside; exec sleep 1000");
        // What enters a namespace while that is taken down is in none that has a name.
        Assert.Equal("inside", await inside.StandardOutput.ReadLineAsync());

        owner.Kill();

        Assert.True(inside.WaitForExit(TimeSpan.FromSeconds(30)), "A process in the lab outlived the lab's owner.");
        for (int tries = 0; (await NamespacesAsync()).Contains(id); tries++)
        {
            Assert.True(tries < 100, "The lab's namespaces are still there.");
            await Task.Delay(100);
        }
        await Script.RunAsync(LabScript, "down", id, "--forget");
    }

    private static async Task<int> ConnectAsync(string lab) => (await Script.TryAsync(
        LabScript, "in", lab, "client", "--", "socat", "-u", "/dev/null", "TCP:10.77.0.1:7,retry=20,interval=0.1")).ExitCode;

    private static Task<string> NamespacesAsync() => Script.RunAsync(LabScript, "list");
}
