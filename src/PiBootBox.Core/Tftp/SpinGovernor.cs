namespace PiBootBox.Core.Tftp;

/// <summary>
/// Decides whether the packet thread looks for a lone client's next ACK a few microseconds long before it
/// sleeps. Where waking a sleeping processor costs more than the client's answer takes, looking is nearly
/// twice as fast and costs less; where both share a processor, or the client is a slow ROM, it is waste.
/// So both ways are measured against each other on the transfer itself, again and again, and looking has to
/// win in speed and in processor time.
/// </summary>
/// <param name="processorTime">Time that the thread has had a processor; asked once in many rounds.</param>
public sealed class SpinGovernor(Func<TimeSpan> processorTime)
{
    /// <summary>How long to look: measured answers of a virtual machine's client take 15 to 30 µs.</summary>
    public static readonly TimeSpan SpinTime = TimeSpan.FromMicroseconds(50);

    /// <summary>Rounds without looking before the first comparison.</summary>
    public const int FirstRounds = 256;

    /// <summary>Rounds between one comparison and the next.</summary>
    public const int Rounds = 8192;

    /// <summary>Rounds of a trial; looking ends early when it misses eight in a row, or one in eight.</summary>
    public const int TrialRounds = 64;

    // A client that stopped for a moment says nothing about either way.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private enum Phase
    {
        Sleep,
        Trial,
        Spin,
    }

    private Phase _phase = Phase.Sleep;
    private int _left = FirstRounds;
    private int _rounds;
    private int _missed;
    private int _missedInRow;
    private TimeSpan _sum;
    private TimeSpan _processorAtStart;
    private TimeSpan _asleep;
    private TimeSpan _asleepProcessor;

    /// <summary>Whether to look in the coming round.</summary>
    public bool ShouldSpin => _phase != Phase.Sleep;

    /// <summary>A round with a lone client is over.</summary>
    /// <param name="took">Time since the round before it ended.</param>
    /// <param name="isCaught">The ACK came while looking.</param>
    public void OnRound(TimeSpan took, bool isCaught)
    {
        if (took < Pause)
        {
            _sum += took;
            _rounds++;
        }
        _left--;
        _missedInRow = isCaught ? 0 : _missedInRow + 1;
        _missed += isCaught ? 0 : 1;
        if (_phase != Phase.Sleep && (_missedInRow > TrialRounds / 8 || _missed > (TrialRounds + _rounds) / 8))
            Enter(Phase.Sleep, Rounds);
        else if (_left == 0)
            OnPhaseOver();
    }

    private void OnPhaseOver()
    {
        TimeSpan mean = _rounds > 0 ? _sum / _rounds : TimeSpan.Zero;
        TimeSpan processor = (processorTime() - _processorAtStart) / Math.Max(1, _rounds);
        switch (_phase)
        {
            case Phase.Sleep:
                (_asleep, _asleepProcessor) = (mean, processor);
                Enter(Phase.Trial, TrialRounds);
                break;
            case Phase.Trial when mean < _asleep && processor < _asleepProcessor:
                Enter(Phase.Spin, Rounds);
                break;
            case Phase.Spin:
                Enter(Phase.Sleep, FirstRounds);
                break;
            default:
                Enter(Phase.Sleep, Rounds);
                break;
        }
    }

    private void Enter(Phase phase, int rounds)
    {
        (_phase, _left) = (phase, rounds);
        (_rounds, _missed, _missedInRow, _sum) = (0, 0, 0, TimeSpan.Zero);
        _processorAtStart = processorTime();
    }
}
