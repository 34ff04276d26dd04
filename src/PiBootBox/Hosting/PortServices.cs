using PiBootBox.Core.Roles;
using PiBootBox.Dhcp;
using PiBootBox.Http;
using PiBootBox.Tftp;

namespace PiBootBox.Hosting;

/// <summary>What serves one network port; it can end by itself when the port goes away under it.</summary>
public interface IPortServices : IDisposable
{
    bool Stopped { get; }

    /// <summary>What the box does on that port now.</summary>
    Role Role { get; }

    /// <summary>Who else serves there; null when nobody.</summary>
    Neighbour? Neighbour { get; }
}

/// <summary>DHCP, TFTP and HTTP on one network port: all of them or none.</summary>
public sealed class PortServices : IPortServices
{
    private readonly Stack<IDisposable> _started = new();
    private DhcpEndpoint? _dhcp;
    private TftpEndpoint? _tftp;

    /// <summary>Starts one endpoint after the other; when one cannot be had, those before it are stopped again.</summary>
    /// <param name="addresses">Last: what DHCP hands out has to be there when a machine comes for it. Null for a port whose role is off.</param>
    /// <exception cref="Core.CannotServeException">One of them cannot be had.</exception>
    public static PortServices Start(Func<HttpEndpoint> web, Func<TftpEndpoint> loaders, Func<DhcpEndpoint>? addresses)
    {
        var services = new PortServices();
        try
        {
            services._started.Push(web());
            services._started.Push(services._tftp = loaders());
            if (addresses is not null)
                services._started.Push(services._dhcp = addresses());
            return services;
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    public bool Stopped => _dhcp?.Stopped.IsCompleted == true || _tftp!.Stopped;

    public Role Role => _dhcp?.Role ?? Role.Off;

    public Neighbour? Neighbour => _dhcp?.Neighbour;

    public void Dispose()
    {
        while (_started.TryPop(out IDisposable? endpoint))
            endpoint.Dispose();
    }
}
