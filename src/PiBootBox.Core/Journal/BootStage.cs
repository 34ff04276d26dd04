namespace PiBootBox.Core.Journal;

/// <summary>Where a machine is in its boot, in a few words.</summary>
public static class BootStage
{
    /// <summary>A file that nothing was heard of for so long is no longer being read.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(10);

    /// <summary>Coming so often for the same loader is no accident.</summary>
    internal const int ManyFetches = 3;

    /// <param name="now">Monotonic time since the box's boot.</param>
    public static string Of(MachineStory story, TimeSpan now)
    {
        if (story.Lines is [.., { Step: Step.FileFailed } failed])
            return $"did not get {failed.What}";
        if (story.Lines is [.., { Step: Step.Installed } installed])
            return $"is installed with {installed.What}";
        if (story.Lines is [.., { Step: Step.AnswersGiven }])
            return "has its answers, and installs itself";
        if (Reading(story, now) is { } line)
            return line.Of > 0 ? $"reads {line.What}: {line.Bytes * 100 / line.Of} %" : $"reads {line.What}";
        if (story.Attempts.Current is not { } attempt)
            return "was seen, but not booting";
        string stage = Reached(attempt, attempt.Loaders);
        return attempt.Fetches >= ManyFetches ? $"{stage}; it fetched {attempt.Loaders[0]} {attempt.Fetches} times in a row" : stage;
    }

    /// <summary>The same for a line of a small display: 20 characters or so.</summary>
    public static string Short(MachineStory story, TimeSpan now)
    {
        if (story.Lines is [.., { Step: Step.FileFailed } failed])
            return $"lost {FileName(failed.What)}";
        if (story.Lines is [.., { Step: Step.Installed }])
            return "is installed";
        if (story.Lines is [.., { Step: Step.AnswersGiven }])
            return "installs itself";
        if (Reading(story, now) is { } file)
            return $"reads {FileName(file.What)}";
        return story.Attempts.Current is not { } attempt ? "was seen" : attempt switch
        {
            _ when attempt.Has(BootReached.System) => "is up",
            _ when attempt.Has(BootReached.Initrd | BootReached.Kernel) => "system starts",
            _ when attempt.Has(BootReached.Menu) => "is in the menu",
            _ when attempt.Has(BootReached.Ipxe) => "iPXE runs",
            _ when attempt.Has(BootReached.LoaderFetched) => "loader starts",
            _ when attempt.Has(BootReached.LoaderAsked) => "asks for its loader",
            _ when attempt.Has(BootReached.Address) => "has an address",
            _ => "asks for an address",
        };
    }

    /// <summary>Its system runs, and reads nothing more of the box at this moment.</summary>
    public static bool IsUp(MachineStory story, TimeSpan now) =>
        story.Attempts.Current is { } attempt && attempt.Has(BootReached.System)
        && story.Lines is not [.., { Step: Step.FileFailed }] && Reading(story, now) is null;

    /// <summary>The file that it reads now, the latest of several; null while it reads none.</summary>
    public static StoryLine? Reading(MachineStory story, TimeSpan now)
    {
        for (int i = story.Lines.Count - 1; i >= 0; i--)
        {
            if (story.Lines[i].IsOpenFile && now - story.Lines[i].Until < ReadingTime)
                return story.Lines[i];
        }
        return null;
    }

    private static ReadOnlySpan<char> FileName(string path) => path.AsSpan(path.LastIndexOf('/') + 1);

    private static string Reached(in BootAttempt attempt, IReadOnlyList<string> loaders) => attempt switch
    {
        _ when attempt.Has(BootReached.System) => "its system runs",
        _ when attempt.Has(BootReached.Initrd) => "has kernel and RAM disk, and its system starts",
        _ when attempt.Has(BootReached.Kernel) => "has its kernel or program, which starts",
        _ when attempt.Has(BootReached.Menu) => "is in the menu",
        _ when attempt.Has(BootReached.Ipxe) => "runs iPXE",
        _ when attempt.Has(BootReached.SecondStageFetched) => $"started {loaders[^1]}",
        _ when attempt.Has(BootReached.SecondStageAsked) => $"started {loaders[0]}, which asks for the next loader",
        _ when attempt.Has(BootReached.LoaderFetched) => $"has {loaders[0]}, which has not spoken yet",
        _ when attempt.Has(BootReached.LoaderAsked) => "asks for its boot loader",
        _ when attempt.Has(BootReached.Address) => "has an address",
        _ => "asks for an address",
    };
}
