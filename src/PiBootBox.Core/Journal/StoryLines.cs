namespace PiBootBox.Core.Journal;

/// <summary>The lines of one story, bounded: the oldest makes room. Belongs to the lock of its book.</summary>
internal sealed class StoryLines(int most)
{
    /// <summary>How far back a file's line is looked for: more files at a time than a loader reads side by side.</summary>
    private const int LookBack = 16;

    /// <summary>A file that is asked for again within this time is being read in ranges.</summary>
    private static readonly TimeSpan RangeTime = TimeSpan.FromSeconds(10);

    private StoryLine[] _lines = new StoryLine[4];
    private int _first;

    public int Count { get; private set; }

    private ref StoryLine this[int index] => ref _lines[(_first + index) % _lines.Length];

    /// <returns>How many lines more there are now.</returns>
    public int Add(in StoryLine line)
    {
        if (FoldedInto(line) is >= 0 and int at)
        {
            this[at] = Fold(this[at], line);
            return 0;
        }
        if (Count == most)
        {
            _first = (_first + 1) % _lines.Length;
            this[Count - 1] = line;
            return 0;
        }
        if (Count == _lines.Length)
            Grow();
        this[Count++] = line;
        return 1;
    }

    /// <summary>Drops the older half, and gives its memory back.</summary>
    /// <returns>How many lines fewer there are now.</returns>
    public int Halve()
    {
        int dropped = (Count + 1) / 2;
        var rest = new StoryLine[Math.Max(Count - dropped, 4)];
        for (int i = dropped; i < Count; i++)
            rest[i - dropped] = this[i];
        (_lines, _first, Count) = (rest, 0, Count - dropped);
        return dropped;
    }

    public void CopyTo(List<StoryLine> target, long newerThan)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i].Change > newerThan)
                target.Add(this[i]);
        }
    }

    public void CopyLast(List<StoryLine> target, int mostLines)
    {
        for (int i = Math.Max(Count - mostLines, 0); i < Count; i++)
            target.Add(this[i]);
    }

    /// <summary>Keeps a little room for the next machine: a flood of invented ones then costs no allocation.</summary>
    public void Clear()
    {
        if (_lines.Length > 16)
            _lines = new StoryLine[4];
        else
            Array.Clear(_lines);
        Count = _first = 0;
    }

    private int FoldedInto(in StoryLine line)
    {
        if (!line.IsFile)
            return RepeatedAt(line);
        for (int at = Count - 1; at >= 0 && at >= Count - LookBack; at--)
        {
            ref StoryLine known = ref this[at];
            if (known.IsFile && known.Via == line.Via && known.What == line.What)
                return IsSameFile(known, line, isLast: at == Count - 1) ? at : -1;
        }
        return -1;
    }

    /// <summary>A machine that takes no offer asks and is offered in turn: that is two lines, not two hundred.</summary>
    private int RepeatedAt(in StoryLine line)
    {
        if (Count > 0 && IsRepeat(this[Count - 1], line))
            return Count - 1;
        return Count > 1 && IsOfDiscover(line.Step) && IsOfDiscover(this[Count - 1].Step) && IsRepeat(this[Count - 2], line) ? Count - 2 : -1;
    }

    private static bool IsOfDiscover(Step step) => step is Step.AddressAsked or Step.AddressOffered or Step.BootOffered;

    private static bool IsSameFile(in StoryLine known, in StoryLine line, bool isLast) => line.Step switch
    {
        Step.FileAbsent => known.Step == Step.FileAbsent,
        Step.FileAsked when known.Step == Step.FileDone => isLast && line.At - known.Until < RangeTime && line.Via == "HTTP",
        _ => known.IsOpenFile,
    };

    private static bool IsRepeat(in StoryLine known, in StoryLine line) =>
        known.Step == line.Step && known.Address == line.Address && known.Asker == line.Asker
        && known.Via == line.Via && known.What == line.What && known.Why == line.Why;

    private static StoryLine Fold(in StoryLine known, in StoryLine line) => line with
    {
        At = known.At,
        Of = line.Of > 0 ? line.Of : known.Of,
        Times = line.Step is Step.FileProgress or Step.FileDone or Step.FileFailed ? known.Times : known.Times + 1,
    };

    private void Grow()
    {
        var more = new StoryLine[Math.Min(_lines.Length * 2, most)];
        for (int i = 0; i < Count; i++)
            more[i] = this[i];
        (_lines, _first) = (more, 0);
    }
}
