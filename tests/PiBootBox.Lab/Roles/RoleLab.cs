using System.Diagnostics;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Lab.Roles;

/// <summary>A switch with a machine on it that asks for an address and a boot file every second, and room for boxes and other servers.</summary>
internal sealed class RoleLab : IAsyncDisposable
{
    private const string LabScript = "scripts/lab.sh";
    private static readonly MacAddress Machine = new(0x525400990001);

    private readonly string _id;
    private readonly string _folder;

    private RoleLab(string id, string folder) => (_id, _folder) = (id, folder);

    /// <summary>What the servers said to the machine until now, in order.</summary>
    public IReadOnlyList<Said> Answers => [.. Capture.Read(Path.Combine(_folder, "capture.pcap")).Said.Where(said => said.Machine == Machine)];

    public static async Task<RoleLab> UpAsync(string name)
    {
        string id = $"t{Repository.Mark}-role-{name}";
        await Script.RunAsync(LabScript, "up", id, "--owner", $"{Environment.ProcessId}");
        var lab = new RoleLab(id, await Script.RunAsync(LabScript, "folder", id));
        await Script.RunAsync(LabScript, "capture", id, Path.Combine(lab._folder, "capture.pcap"), "700", "all");
        await lab.NodeAsync("machine", "10.77.0.9/24");
        await File.WriteAllBytesAsync(Path.Combine(lab._folder, "discover"), Discover());
        lab.Start("machine", "bash", "-c",
            $"while :; do socat -u OPEN:{lab._folder}/discover UDP-DATAGRAM:255.255.255.255:67,broadcast,sourceport=68,so-bindtodevice=lan0; sleep 1; done");
        return lab;
    }

    public Task NodeAsync(string name, string address) => Script.RunAsync(LabScript, "node", _id, name, address);

    /// <summary>A box without any setting of a role.</summary>
    public async Task<LabBox> StartBoxAsync(string node)
    {
        string mac = await Script.RunAsync(LabScript, "in", _id, node, "--", "cat", "/sys/class/net/lan0/address");
        string drive = Directory.CreateDirectory(Path.Combine(_folder, "drive")).FullName;
        Process process = Start(node,
            Path.Combine(Repository.Artifacts, "linux-x64", "pibootbox"), "run", "--interface", "lan0", "--drive", drive,
            "--loaders", Path.Combine(Repository.Artifacts, "loaders"), "--state", Path.Combine(_folder, $"state-{node}"));
        return new LabBox(process, MacAddress.TryParse(mac, out MacAddress address) ? address : throw new FormatException(mac));
    }

    /// <summary>Somebody else's DHCP server on a node.</summary>
    public async Task<Process> StartDnsmasqAsync(string node)
    {
        Process server = Script.Start(LabScript, "dhcp", _id, node, "dnsmasq");
        server.OutputDataReceived += static (_, _) => { };
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        while (!(await Script.TryAsync(LabScript, "in", _id, node, "--", "ss", "-Hnlu", "sport = :67")).Output.Contains(":67"))
            Assert.False(server.HasExited, "dnsmasq did not start.");
        return server;
    }

    /// <summary>The box's port of the switch drops every frame, as spanning tree does after link-up.</summary>
    public Task DropAsync() => InSwitchAsync("nft",
        "table bridge tree { chain forward { type filter hook forward priority 0; iifname to-box drop; oifname to-box drop; }; }");

    public Task ForwardAsync() => InSwitchAsync("nft", "delete table bridge tree");

    /// <summary>The cable of the box goes out, or comes in.</summary>
    public Task PlugAsync(bool isIn) => InSwitchAsync("ip", "link", "set", "to-box", isIn ? "up" : "down");

    public async ValueTask DisposeAsync() => await Script.RunAsync(LabScript, "down", _id);

    private Task InSwitchAsync(string tool, params string[] arguments) => Script.RunAsync(LabScript, ["in", _id, "switch", "--", tool, .. arguments]);

    private Process Start(string node, params string[] command) => Script.Start(LabScript, ["in", _id, node, "--", .. command]);

    private static byte[] Discover()
    {
        byte[] message = new byte[400];
        var writer = new DiscoverWriter(message, Machine, 0x11223344);
        writer.Add(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8);
        writer.Add(DhcpCode.ClientArchitecture, [0, 7]);
        return message[..writer.Finish()];
    }
}
