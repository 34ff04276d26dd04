using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PiBootBox.Core.Leases;

namespace PiBootBox.Core.Machines;

/// <summary>What was found out about machines, while the box runs. <see cref="MachineMemoryFormat"/> makes bytes of it.</summary>
public sealed class MachineMemory : IMachineMemory
{
    public const int Most = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<MachineId, Known> _machines = new(SeededHash.Instance);
    private long _asked;
    private long _version;

    /// <summary>Grows with every change that a file should know of.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>After a change, on the thread that made it: it must return at once.</summary>
    public Action Changed { get; set; } = static () => { };

    public MachineMemo Of(MachineId machine)
    {
        lock (_gate)
        {
            ref Known known = ref CollectionsMarshal.GetValueRefOrNullRef(_machines, machine);
            if (Unsafe.IsNullRef(ref known))
                return default;
            known.Asked = ++_asked;
            return known.Memo;
        }
    }

    public void Remember(MachineId machine, Func<MachineMemo, MachineMemo> change)
    {
        lock (_gate)
        {
            if (!Set(machine, change(_machines.GetValueOrDefault(machine).Memo)))
                return;
            _version++;
        }
        Changed();
    }

    /// <summary>Takes what a file kept, the quietest first, and counts as no change.</summary>
    internal void Restore(MachineId machine, MachineMemo memo)
    {
        lock (_gate)
            Set(machine, memo);
    }

    /// <summary>The machine that was asked for last comes last.</summary>
    internal (MachineId Machine, MachineMemo Memo)[] Snapshot()
    {
        var all = new List<KeyValuePair<MachineId, Known>>();
        lock (_gate)
            all.AddRange(_machines);
        all.Sort((a, b) => a.Value.Asked.CompareTo(b.Value.Asked));
        return [.. all.ConvertAll(pair => (pair.Key, pair.Value.Memo))];
    }

    private bool Set(MachineId machine, MachineMemo memo)
    {
        if (memo == default)
            return _machines.Remove(machine);
        if (_machines.TryGetValue(machine, out Known known))
        {
            _machines[machine] = new Known(memo, ++_asked);
            return known.Memo != memo;
        }
        if (_machines.Count == Most)
            _machines.Remove(_machines.MinBy(pair => pair.Value.Asked).Key);
        _machines[machine] = new Known(memo, ++_asked);
        return true;
    }

    private struct Known(MachineMemo memo, long asked)
    {
        public readonly MachineMemo Memo = memo;
        public long Asked = asked;
    }
}
