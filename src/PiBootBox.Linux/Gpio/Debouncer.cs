namespace PiBootBox.Linux.Gpio;

/// <summary>Takes a line as changed when it has stayed so for a while, as the kernel does where it can.</summary>
/// <param name="quiet">How long a new level has to last.</param>
/// <param name="bits">The levels at the start.</param>
public sealed class Debouncer(TimeSpan quiet, ulong bits)
{
    private const int Lines = 64;

    private readonly TimeSpan[] _changedAt = new TimeSpan[Lines];
    private ulong _seen = bits;

    /// <summary>The levels that count.</summary>
    public ulong Bits { get; private set; } = bits;

    /// <param name="bits">The levels as they are at this moment.</param>
    /// <returns>The lines whose level in <see cref="Bits"/> is new.</returns>
    public ulong Look(ulong bits, TimeSpan now)
    {
        ulong settled = 0;
        for (int line = 0; line < Lines; line++)
        {
            ulong bit = 1UL << line;
            if (((bits ^ _seen) & bit) != 0)
                _changedAt[line] = now;
            else if (((bits ^ Bits) & bit) != 0 && now - _changedAt[line] >= quiet)
                settled |= bit;
        }
        _seen = bits;
        Bits ^= settled;
        return settled;
    }
}
