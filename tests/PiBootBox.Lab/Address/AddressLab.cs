using System.Collections.Concurrent;
using System.Diagnostics;

namespace PiBootBox.Lab.Address;

/// <summary>A switch with boxes on it that are nothing but the image's script for the port's address.</summary>
internal sealed class AddressLab : IAsyncDisposable
{
    private const string LabScript = "scripts/lab.sh";
    private const string AddressScript = "image/root/usr/lib/pibootbox/address";

    private readonly string _id;
    private readonly ConcurrentQueue<string> _log = [];

    private AddressLab(string id) => _id = id;

    public static async Task<AddressLab> UpAsync(string name)
    {
        string id = $"t{Repository.Mark}-address-{name}";
        await Script.RunAsync(LabScript, "up", id, "--owner", $"{Environment.ProcessId}");
        return new AddressLab(id);
    }

    /// <summary>A machine with an address, or a box that has none yet.</summary>
    public Task NodeAsync(string node, params string[] address) => Script.RunAsync(LabScript, ["node", _id, node, .. address]);

    /// <summary>Starts the script in a node. It ends with the lab, if not before.</summary>
    public Process StartScript(string node)
    {
        Process script = Script.Start(LabScript, "in", _id, node, "--", Path.Combine(Repository.Root, AddressScript), "lan0");
        script.OutputDataReceived += Keep;
        script.ErrorDataReceived += Keep;
        script.BeginOutputReadLine();
        script.BeginErrorReadLine();
        return script;

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
                _log.Enqueue($"{node}: {line.Data}");
        }
    }

    /// <summary>`ip address` with these words, on the node's port.</summary>
    public Task AddressAsync(string node, params string[] words) => IpAsync(node, ["address", .. words, "dev", "lan0"]);

    public Task<string> MacAsync(string node) => Script.RunAsync(LabScript, "mac", _id, node);

    /// <summary>The cable of a node goes out, or comes in.</summary>
    public Task PlugAsync(string node, bool isIn) => IpAsync("switch", "link", "set", $"to-{node}", isIn ? "up" : "down");

    /// <summary>Ports that forward nothing to each other, as spanning tree has them after link-up.</summary>
    public Task ForwardAsync(string node, bool isForwarding) =>
        IpAsync("switch", "link", "set", $"to-{node}", "type", "bridge_slave", "isolated", isForwarding ? "off" : "on");

    /// <summary>Waits until the ports of these nodes, together, have these addresses and no other.</summary>
    public async Task HaveAsync(string[] nodes, params string[] addresses)
    {
        string[] have = [];
        await UntilAsync(
            async () => (have = [.. (await Task.WhenAll(nodes.Select(AddressesAsync))).SelectMany(each => each).Order()]).SequenceEqual(addresses),
            () => $"{string.Join(", ", nodes)}: [{string.Join(", ", have)}], not [{string.Join(", ", addresses)}]");
    }

    /// <summary>Waits until the scripts have said so many lines of their port. (`ip` tells of other labs whose namespaces go.)</summary>
    /// <returns>These lines, each behind its node's name.</returns>
    public async Task<string[]> SaidAsync(int lines)
    {
        string[] said = [];
        await UntilAsync(
            () => Task.FromResult((said = [.. _log.Where(line => line.Contains(": lan0 ", StringComparison.Ordinal))]).Length >= lines),
            () => $"{lines} lines were to be said");
        return said[..lines];
    }

    public async ValueTask DisposeAsync() => await Script.RunAsync(LabScript, "down", _id, "--forget");

    private async Task UntilAsync(Func<Task<bool>> reached, Func<string> what)
    {
        for (long began = Stopwatch.GetTimestamp(); !await reached(); await Task.Delay(100))
        {
            // Many times what it takes: other work may use the processors.
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(4), $"{what()}\n{string.Join('\n', _log)}");
        }
    }

    private async Task<string[]> AddressesAsync(string node)
    {
        string lines = await IpAsync(node, "-4", "-o", "address", "show", "dev", "lan0");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])];
    }

    private Task<string> IpAsync(string node, params string[] words) => Script.RunAsync(LabScript, ["in", _id, node, "--", "ip", .. words]);
}
