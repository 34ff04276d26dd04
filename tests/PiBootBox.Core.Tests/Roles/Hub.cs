using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Something on the scripted wire.</summary>
internal abstract class Station(MacAddress mac)
{
    public MacAddress Mac { get; } = mac;

    /// <summary>A switch that still holds frames back (spanning tree): nothing comes in, nothing goes out.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Powered, with its cable in.</summary>
    public bool IsOn { get; set; } = true;

    public virtual TimeSpan? NextDeadline => null;

    public virtual void OnTime(Hub hub)
    {
    }

    public abstract void Hear(Hub hub, byte[] payload, in DhcpArrival arrival);
}

/// <summary>A wire with a clock of its own. Frames take no time, and each station hears those that are for it.</summary>
internal sealed class Hub
{
    private readonly List<Station> _stations = [];
    private readonly Queue<(Station From, byte[] Payload, DhcpArrival Arrival, MacAddress To)> _frames = new();

    public TimeSpan Now { get; private set; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<Station> Stations => _stations;

    public T Add<T>(T station) where T : Station
    {
        _stations.Add(station);
        return station;
    }

    public void Send(Station from, ReadOnlySpan<byte> payload, in DhcpArrival arrival, MacAddress to)
    {
        if (from is { IsOn: true, IsBlocked: false })
            _frames.Enqueue((from, payload.ToArray(), arrival, to));
    }

    public void Pass(double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        while (true)
        {
            Settle();
            TimeSpan? next = _stations.Where(station => station.IsOn).Min(station => station.NextDeadline);
            if (next is not { } deadline || deadline > end)
                break;
            Now = deadline > Now ? deadline : Now;
        }
        Now = end;
    }

    /// <summary>What is due now happens, and everybody hears it.</summary>
    public void Settle()
    {
        int turns = 0;
        bool moved = true;
        while (moved)
        {
            Assert.True(++turns < 1000, "The stations never come to rest.");
            foreach (Station station in _stations.Where(station => station.IsOn))
                station.OnTime(this);
            moved = _frames.Count > 0;
            while (_frames.TryDequeue(out (Station From, byte[] Payload, DhcpArrival Arrival, MacAddress To) frame))
            {
                foreach (Station station in _stations)
                {
                    if (station != frame.From && station is { IsOn: true, IsBlocked: false } && (frame.To == MacAddress.Broadcast || frame.To == station.Mac))
                        station.Hear(this, frame.Payload, frame.Arrival);
                }
            }
        }
    }
}
