using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Journal;

/// <summary>
/// One line of a machine's story. A file is one line from the question to its end, and what repeats itself is
/// one line with a count.
/// </summary>
/// <param name="Change">Grows with every change of any line in the book: what a follower has not seen yet has a higher one than what it has.</param>
/// <param name="At">When it began; monotonic time since the box's boot.</param>
/// <param name="Until">When it last changed.</param>
/// <param name="Step">For a file: how far it is.</param>
/// <param name="Bytes">Of <paramref name="Of"/>.</param>
/// <param name="Times">From 1.</param>
public readonly record struct StoryLine(
    long Change, TimeSpan At, TimeSpan Until, Step Step, Ipv4 Address, string Via,
    string What, long Bytes, long Of, string Why, PxeClient Asker, int Times)
{
    /// <summary>Characters that are kept of what a machine or a drive said.</summary>
    private const int MostText = 120;

    public bool IsFile => Step is Step.FileAsked or Step.FileProgress or Step.FileDone or Step.FileAbsent or Step.FileFailed;

    internal bool IsOpenFile => Step is Step.FileAsked or Step.FileProgress;

    internal static StoryLine From(in MachineEvent happened, TimeSpan now, long change) => new(
        change, now, now, happened.Step, happened.Address, happened.Via,
        Cut(happened.What), happened.Bytes, happened.Of, Cut(happened.Why), happened.Asker, 1);

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];
}
