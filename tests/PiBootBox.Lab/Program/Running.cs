using System.Net.Sockets;
using System.Text;

namespace PiBootBox.Lab.Program;

public sealed class Running(NativeBox box) : IClassFixture<NativeBox>
{
    [Fact]
    public void The_binary_stays_under_16_MB() => Assert.InRange(new FileInfo(box.Binary).Length, 1_000_000, 15_999_999);

    [Fact]
    public async Task It_tells_systemd_that_it_is_ready_alive_and_stopping()
    {
        string path = Path.Combine(box.Folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        manager.Bind(new UnixDomainSocketEndPoint(path));

        int exitCode = await box.WhileRunningAsync(
            ["env", $"NOTIFY_SOCKET={path}", "WATCHDOG_USEC=500000", .. box.Run()], "Ready after", () =>
            {
                Assert.Equal("READY=1\nSTATUS=Serving lan0 (10.77.0.1/24): listens", Hear(manager));
                Assert.Equal("WATCHDOG=1", Hear(manager));
                return Task.CompletedTask;
            });

        string last = Hear(manager);
        while (last == "WATCHDOG=1")
            last = Hear(manager);
        Assert.StartsWith("STOPPING=1", last);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public Task Under_systemd_each_line_starts_with_its_priority() => box.WhileRunningAsync(
        ["env", "JOURNAL_STREAM=8:1", .. box.Run()], "<6>Ready after", () => Task.CompletedTask);

    [Theory]
    [InlineData("nowhere", "does not exist")]
    [InlineData("empty", "The drive is empty")]
    public async Task Without_a_drive_it_serves_a_menu_that_says_so(string folder, string saying)
    {
        string drive = Path.Combine(box.Folder, folder);
        if (folder == "empty")
            Directory.CreateDirectory(drive);
        await box.WhileRunningAsync(box.Run(("--drive", drive)), "Ready after", async () =>
        {
            string menu = "";
            // The first scan may still be under way: the menu then says that.
            for (int look = 0; look < 50 && !menu.Contains(saying); look++)
            {
                (int exitCode, menu) = await box.TryAsync("client", "busybox", "wget", "-q", "-O", "-", "http://10.77.0.1/boot.ipxe");
                Assert.Equal(0, exitCode);
                Assert.StartsWith("#!ipxe", menu);
                // Long sentences go over several lines of the menu.
                menu = menu.Replace("\nitem --gap -- ", " ");
            }
            Assert.Contains(saying, menu);
        });
    }

    [Fact]
    public async Task A_machine_gets_an_address_without_any_setting()
    {
        await box.WhileRunningAsync(box.Run(), "Ready after", async () =>
        {
            (int exitCode, string output) = await box.TryAsync("bare",
                // The box looks for other servers first.
                "busybox", "udhcpc", "-i", "lan0", "-f", "-q", "-n", "-t", "8", "-s", "/bin/true");
            Assert.True(exitCode == 0, output);
            Assert.Contains("10.77.0.", output);
        });
    }

    [Fact]
    public async Task Another_process_is_told_what_every_machine_did_while_the_service_runs()
    {
        string[] machines = [box.Binary, "machines", "--state", Path.Combine(box.Folder, "state")];
        await box.WhileRunningAsync(box.Run(("--role", "server")), "Ready after", async () =>
        {
            (int asked, string lease) = await box.TryAsync("bare",
                "busybox", "udhcpc", "-i", "lan0", "-f", "-q", "-n", "-s", "/bin/true");
            Assert.True(asked == 0, lease);

            (int exitCode, string output) = await box.TryAsync("box", machines);
            Assert.True(exitCode == 0, output);
            Assert.Contains("an operating system asks for an address", output);
            (exitCode, output) = await box.TryAsync("box", [.. machines, "--json"]);
            Assert.True(exitCode == 0, output);
            Assert.Contains("\"step\":\"AddressGiven\"", output);
        });
        (int without, string sentence) = await box.TryAsync("box", machines);
        Assert.Equal(2, without);
        Assert.Contains("No service answers", sentence);
    }

    [Fact]
    public async Task It_is_native()
    {
        (int exitCode, string output) = await box.TryAsync("box", box.Binary, "version");
        Assert.Equal(0, exitCode);
        Assert.Contains(", native, linux-x64)", output);
    }

    private static string Hear(Socket manager)
    {
        byte[] buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer));
    }
}
