using System.Globalization;
using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Answers;

/// <param name="Image">The id of the image that was started last.</param>
/// <param name="Starts">How often in a row without a report of its end.</param>
/// <param name="Run">Another number for each installation of the machine: a start that follows one that was not reported goes on with it.</param>
public readonly record struct Installation(string Image, int Starts, bool IsDone, uint Run = 0);

/// <summary>
/// Which machine was installed with what, or is being installed. It outlives the box's restarts, for forgetting would erase a
/// disk: the program keeps it as text, which a person may read, before anybody is told of a change. Callable from any thread.
/// </summary>
public sealed class InstallBook
{
    public const int Most = 4096;

    /// <summary>Bytes of the largest file.</summary>
    public const int MostBytes = Most * 160;

    private const string Head = "# Machines that PiBootBox installed or is installing: address, UUID, image, starts without a report, whether it is done, and which installation of the machine it is.\n";
    private const string DoneWord = "done", StartedWord = "started";
    private const int MostStarts = 99;

    private readonly Lock _gate = new();
    private readonly Dictionary<MachineId, (Installation What, long Order)> _machines = [];
    private readonly PriorityQueue<MachineId, long> _unfinished = new();
    private long _order;
    private bool _isKept = true;

    /// <summary>After a change, on the thread that made it: it returns when the change is kept, and false when it cannot be.</summary>
    public Func<bool> Changed { get; set; } = static () => true;

    /// <summary>Why it may have forgotten machines that are installed: a sentence with the cure; null when it knows all.</summary>
    public string? Doubt { get; init; }

    /// <summary>What could not be read stays in the file: a person may make sense of it, and until then the doubt outlives restarts.</summary>
    private IReadOnlyList<string> Broken { get; init; } = [];

    /// <summary>Every place is taken by a machine that is installed, and forgetting one would erase its disk.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _machines.Count >= Most && !TryFindUnfinished(out _);
        }
    }

    /// <returns>Null for a machine that was never started with an unattended image.</returns>
    public Installation? Of(MachineId machine)
    {
        lock (_gate)
            return _machines.TryGetValue(machine, out (Installation What, long Order) known) ? known.What : null;
    }

    /// <summary>It starts with an unattended image.</summary>
    /// <param name="isChosen">By a person: earlier starts and reports do not count.</param>
    /// <returns>False when it cannot be kept, so that the machine must not start.</returns>
    public bool Started(MachineId machine, string image, bool isChosen)
    {
        lock (_gate)
        {
            Installation? before = _machines.TryGetValue(machine, out (Installation What, long Order) known) ? known.What : null;
            int starts = !isChosen && before?.Image == image ? known.What.Starts : 0;
            bool goesOn = before is { IsDone: false } && known.What.Image == image;
            var now = new Installation(image, Math.Min(starts + 1, MostStarts), IsDone: false, goesOn ? known.What.Run : known.What.Run + 1);
            // Whoever asks again and again wears out no card.
            if (_isKept && before == now)
                return true;
            if (!Set(machine, now))
                return false;
        }
        return _isKept = Changed();
    }

    /// <param name="run">Of the installation that reports: an earlier one says nothing about this one.</param>
    /// <param name="isKept">False when a restart of the box forgets the report. Until then it counts.</param>
    /// <returns>What it was installed with; null for a machine that was not started, or not by this run. A second report changes nothing.</returns>
    public string? Done(MachineId machine, uint run, out bool isKept)
    {
        isKept = true;
        Installation what;
        lock (_gate)
        {
            if (!_machines.TryGetValue(machine, out (Installation What, long Order) known))
                return null;
            what = known.What;
            if (what.Run != run)
                return null;
            if (what.IsDone && _isKept)
                return what.Image;
            Set(machine, what with { Starts = 0, IsDone = true });
        }
        isKept = _isKept = Changed();
        return what.Image;
    }

    public string Write()
    {
        var text = new StringBuilder(Head);
        lock (_gate)
        {
            foreach ((MachineId machine, (Installation what, _)) in _machines.OrderBy(entry => entry.Value.Order))
            {
                string uuid = machine.Uuid == Guid.Empty ? "-" : machine.Uuid.ToString("D");
                text.Append(CultureInfo.InvariantCulture, $"{machine.Mac} {uuid} {what.Image} {what.Starts} {(what.IsDone ? DoneWord : StartedWord)} {what.Run}\n");
            }
        }
        foreach (string line in Broken)
            text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <param name="doubt">What <see cref="Doubt"/> says where a line says nothing.</param>
    /// <param name="broken">How many lines say nothing; the others count, and these stay in what is written.</param>
    public static InstallBook Read(string text, string doubt, out int broken)
    {
        var machines = new List<(MachineId Machine, Installation What)>();
        var unread = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            string[] words = line.Split(' ');
            Guid uuid = Guid.Empty;
            if (words is [var mac, var id, { Length: > 0 and < 100 } image, var starts, DoneWord or StartedWord, var number] && MacAddress.TryParse(mac, out MacAddress address)
                && (id == "-" || Guid.TryParseExact(id, "D", out uuid))
                && int.TryParse(starts, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MostStarts
                && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint run))
                machines.Add((new MachineId(address, uuid), new Installation(image, count, words[4] == DoneWord, run)));
            else
                unread.Add(line);
        }
        broken = unread.Count;
        var book = new InstallBook { Doubt = broken > 0 ? doubt : null, Broken = unread };
        foreach ((MachineId machine, Installation what) in machines)
            book.Set(machine, what);
        return book;
    }

    /// <returns>False when there is no room.</returns>
    private bool Set(MachineId machine, Installation what)
    {
        if (_machines.Count >= Most && !_machines.ContainsKey(machine))
        {
            if (!TryFindUnfinished(out MachineId oldest))
                return false;
            _machines.Remove(oldest);
        }
        _machines[machine] = (what, ++_order);
        if (!what.IsDone)
            _unfinished.Enqueue(machine, _order);
        // What is enqueued and no longer true goes when it comes to the front; a machine that starts for ever must not fill the memory.
        if (_unfinished.Count > 2 * Most)
        {
            _unfinished.Clear();
            foreach ((MachineId each, (Installation known, long order)) in _machines)
            {
                if (!known.IsDone)
                    _unfinished.Enqueue(each, order);
            }
        }
        return true;
    }

    /// <summary>The machine that changed longest ago of those that did not report.</summary>
    private bool TryFindUnfinished(out MachineId machine)
    {
        while (_unfinished.TryPeek(out machine, out long order))
        {
            if (_machines.TryGetValue(machine, out (Installation What, long Order) known) && known.Order == order && !known.What.IsDone)
                return true;
            _unfinished.Dequeue();
        }
        return false;
    }
}
