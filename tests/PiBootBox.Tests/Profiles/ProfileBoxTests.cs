using PiBootBox.Commands;
using PiBootBox.Core;
using PiBootBox.Linux.Tests;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Media.Tests;
using PiBootBox.Tests.Dhcp;

namespace PiBootBox.Tests.Profiles;

/// <summary>The program itself, the command, and a PC: an address by DHCP as firmware asks for it, and the menu by HTTP.</summary>
[Collection(CableTests.Name)]
public sealed class ProfileBoxTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly VethPair _cable = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-profile-").FullName;

    public ProfileBoxTests()
    {
        Put("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        Put("wipe.bin", SmallBootFiles.Kernel("Memtest86+ v7.00"));
        Put("pibootbox.json", """{ "images": { "wipe.bin": { "title": "Disk eraser", "destructive": true } } }"""u8.ToArray());
    }

    private string State => Path.Combine(_folder, "state");

    public void Dispose()
    {
        _cable.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_choice_outlives_a_power_cut_and_what_is_armed_goes_to_one_PC_and_to_none_after_a_power_cut()
    {
        using (BoxProcess box = await StartAsync())
        {
            Assert.Equal(1, (await AskAsync("set wipe.bin")).ExitCode);
            Assert.Equal(0, (await AskAsync("set memtest.bin")).ExitCode);
            box.Kill();
        }
        using (BoxProcess box = await StartAsync())
        {
            Assert.Contains("* memtest-bin", (await AskAsync("list")).Output);
            Lease();
            Assert.Contains("set menu-default image-memtest-bin", Menu());

            Assert.Equal(0, (await AskAsync("arm wipe.bin")).ExitCode);
            Lease();
            Assert.Contains("set menu-default image-wipe-bin", Menu());
            Assert.Contains("* menu", (await AskAsync("list")).Output);
            var machines = new StringWriter();
            await MachinesCommand.RunAsync(State, follow: false, json: true, machines, default);
            Assert.Contains("Disk eraser is armed for 10 minutes or until one PC takes it", machines.ToString());
            Assert.Contains($"Disk eraser is armed no more: {VethPair.ClientMac} took it", machines.ToString());

            Assert.Equal(0, (await AskAsync("arm wipe.bin")).ExitCode);
            box.Kill();
        }
        using (await StartAsync())
        {
            Assert.Contains("* menu", (await AskAsync("list")).Output);
            Lease();
            Assert.DoesNotContain("set menu-default image", Menu());
        }
    }

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "drive"));
        File.WriteAllBytes(Path.Combine(_folder, "drive", name), content);
    }

    /// <summary>Until the drive is read.</summary>
    private async Task<BoxProcess> StartAsync()
    {
        BoxProcess box = BoxProcess.Run(
            _cable.BoxSide, "--interface", "eth0", "--role", "server", "--no-probe", "--state", State, "--drive", Path.Combine(_folder, "drive"));
        DateTime end = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                if ((await AskAsync("list")).Output.Contains("wipe-bin"))
                    return box;
            }
            catch (CannotServeException)
            {
                // It is still starting.
            }
            Assert.True(DateTime.UtcNow < end, box.Output);
            await Task.Delay(20);
        }
    }

    private async Task<(int ExitCode, string Output)> AskAsync(string request)
    {
        var output = new StringWriter();
        int exitCode = await ProfileCommand.RunAsync(State, request, output, default);
        return (exitCode, output.ToString());
    }

    /// <summary>As the firmware of a BIOS PC (option 93 is 0) that was just switched on.</summary>
    private void Lease()
    {
        string script = Path.Combine(_folder, "bound.sh");
        File.WriteAllText(script, "#!/bin/sh\n[ \"$1\" != bound ] || ip address replace \"$ip/16\" dev eth0\n");
        Tool.Run("chmod", "+x", script);
        InPc("busybox", "udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "20", "-V", "PXEClient:Arch:00000:UNDI:002001", "-x", "0x5d:0000", "-s", script);
    }

    private string Menu() => InPc("busybox", "wget", "-q", "-O", "-", $"http://{VethPair.BoxAddress.Address}/boot.ipxe");

    private string InPc(params string[] command) => Tool.Run("ip", ["netns", "exec", _cable.ClientSide, .. command]);
}
