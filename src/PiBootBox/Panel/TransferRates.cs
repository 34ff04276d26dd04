using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Panel;

/// <summary>How fast files go, from how far they were at two looks. Belongs to one thread.</summary>
internal sealed class TransferRates
{
    /// <summary>The journal hears of a file once a second: a shorter piece of time says nothing.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    private Dictionary<Key, Sample> _before = [], _now = [];

    private readonly record struct Key(MachineId Machine, Ipv4 Address, string File);

    private readonly record struct Sample(TimeSpan At, long Bytes, long Rate);

    /// <summary>Of a new look: files that nobody asks about until the next one are forgotten.</summary>
    public void Begin()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
    }

    /// <returns>Bytes per second.</returns>
    public long Of(MachineId machine, Ipv4 address, in StoryLine file)
    {
        var key = new Key(machine, address, file.What);
        // A file that began anew has fewer bytes than before.
        Sample before = _before.TryGetValue(key, out Sample known) && known.Bytes <= file.Bytes ? known : new Sample(file.At, 0, 0);
        TimeSpan time = file.Until - before.At;
        Sample sample = time < Shortest ? before : new Sample(file.Until, file.Bytes, (long)((file.Bytes - before.Bytes) / time.TotalSeconds));
        _now[key] = sample;
        return sample.Rate;
    }
}
