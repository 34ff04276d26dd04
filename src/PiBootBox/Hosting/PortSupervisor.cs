using Microsoft.Extensions.Logging;
using PiBootBox.Core;
using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Linux.Network;

namespace PiBootBox.Hosting;

/// <summary>
/// Follows the network ports: serves each wanted one as long as the operating system gives it an
/// address, only listens without one, and starts anew when the address changes or the port comes back.
/// </summary>
/// <param name="named">Ports to serve; empty for every wired one.</param>
/// <param name="list">The ports of this box, now.</param>
/// <param name="open">Binds everything that serves a port; throws <see cref="CannotServeException"/>.</param>
public sealed class PortSupervisor(
    IReadOnlyList<string> named, Func<IReadOnlyList<NetworkPort>> list, Func<ServedInterface, IPortServices> open, ILogger log) : IDisposable
{
    private readonly Dictionary<string, (ServedInterface Port, IPortServices Services)> _serving = [];
    private readonly Dictionary<string, string> _told = [];
    private volatile Seen[] _seen = [];

    private sealed record Seen(NetworkPort Port, IPortServices? Services, string? Refusal);

    /// <summary>The ports as the last look saw them, with what is done there now. Callable from any thread.</summary>
    public IReadOnlyList<PortFacts> Facts => Array.ConvertAll(_seen, static seen => new PortFacts(
        seen.Port.Name, seen.Port.HasLink, seen.Port.Served?.Address, seen.Services?.Role ?? Role.Off, seen.Services?.Neighbour, seen.Refusal));

    /// <summary>What is served, in a few words.</summary>
    public string Status => _serving.Count == 0
        ? "Listening: no network port has an address yet"
        : "Serving " + string.Join(", ", _serving.Values.Select(s => $"{s.Port.Name} ({s.Port.Address}): {Words(s.Services.Role)}"));

    /// <summary>The first look. Ports that were named must be there with an address.</summary>
    /// <exception cref="CannotServeException">A named port that is not there or has no address, or a port that cannot be bound.</exception>
    public void Start()
    {
        IReadOnlyList<NetworkPort> ports = list();
        foreach (string name in named)
        {
            NetworkPort port = ports.FirstOrDefault(p => p.Name == name) ?? throw new CannotServeException(
                $"There is no network port '{name}' (there are: {string.Join(", ", ports.Select(p => p.Name))}): name one of these.");
            if (port.Served is null)
                throw new CannotServeException(
                    $"The network port {name} has no IPv4 address to serve from: give it one, for example 'ip address add 192.168.77.1/24 dev {name}', and switch it on with 'ip link set {name} up'.");
        }
        foreach (ServedInterface port in Wanted(ports))
        {
            if (named.Count > 0 || Rival(port) is not { } rival)
                Open(port);
            else
                Tell(port, TwoOnOne(port, rival));
        }
        if (_serving.Count == 0)
            HostLog.NothingToServe(log, named.Count == 0 ? "no wired network port has an IPv4 address" : string.Join(", ", named));
        Show(ports);
    }

    /// <summary>Looks again. A port that cannot be served is told once and tried at every look.</summary>
    public void Check()
    {
        IReadOnlyList<NetworkPort> ports = list();
        List<ServedInterface> wanted = [.. Wanted(ports)];
        foreach ((ServedInterface port, IPortServices services) in _serving.Values.ToArray())
        {
            if (!services.Stopped && wanted.Contains(port))
                continue;
            services.Dispose();
            _serving.Remove(port.Name);
            HostLog.NoLongerServing(log, port.Name, services.Stopped ? "the port went away" : "its address changed or went away");
        }
        foreach (ServedInterface port in wanted.Where(port => !_serving.ContainsKey(port.Name)))
        {
            try
            {
                Open(port);
                _told.Remove(port.Name);
            }
            catch (CannotServeException fault)
            {
                Tell(port, fault.Message);
            }
        }
        Show(ports);
    }

    public void Dispose()
    {
        foreach ((_, IPortServices services) in _serving.Values)
            services.Dispose();
        _serving.Clear();
    }

    private void Show(IReadOnlyList<NetworkPort> ports) => _seen =
    [
        .. ports.Where(IsWanted).Select(port => _serving.TryGetValue(port.Name, out (ServedInterface, IPortServices Services) served)
            ? new Seen(port, served.Services, null)
            : new Seen(port, null, port.Served is null ? null : _told.GetValueOrDefault(port.Name))),
    ];

    private bool IsWanted(NetworkPort port) => named.Count == 0 ? port.IsWired : named.Contains(port.Name);

    private IEnumerable<ServedInterface> Wanted(IReadOnlyList<NetworkPort> ports) => ports
        .Where(IsWanted)
        .Select(port => port.Served)
        .OfType<ServedInterface>();

    private static string Words(Role role) => role switch
    {
        Role.Server => "gives addresses",
        Role.Proxy => "boots machines, addresses are another server's",
        Role.StandingBy => "stands by",
        Role.Off => "files only",
        _ => "listens",
    };

    // Each port gives addresses without knowing of the others: the same one would be given twice.
    private ServedInterface? Rival(ServedInterface port) => _serving.Values
        .Select(served => served.Port)
        .FirstOrDefault(other => other.Address.Contains(port.Address.Network) || port.Address.Contains(other.Address.Network));

    private static string TwoOnOne(ServedInterface port, ServedInterface rival) =>
        $"Its network {port.Address} is that of {rival.Name} ({rival.Address}) too, and only one port can give its addresses: give one of them another network, or name the ports to serve.";

    private void Tell(ServedInterface port, string sentence)
    {
        if (_told.GetValueOrDefault(port.Name) != sentence)
            HostLog.CannotServe(log, port.Name, sentence);
        _told[port.Name] = sentence;
    }

    private void Open(ServedInterface port)
    {
        if (Rival(port) is { } rival)
            throw new CannotServeException($"{port.Name} cannot be served. {TwoOnOne(port, rival)}");
        _serving[port.Name] = (port, open(port));
        HostLog.Serving(log, port.Name, port.Address);
    }
}
