namespace PiBootBox.Core.Boot;

/// <summary>What both menus say, and do, for a machine that keeps coming back.</summary>
internal static class AfterLoop
{
    /// <summary>For a person to read why; a PC that nobody watches goes on after it, for it may only have been restarted often.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    public static readonly string[] Rows =
    [
        "This PC came for its boot loader three times within minutes, and no",
        "system was seen to start. Choose another way, or look at its disk.",
    ];

    /// <returns>Zero waits for ever.</returns>
    public static TimeSpan Countdown(BootPlan plan) => plan.IsDirect || plan.Wait > TimeSpan.Zero && plan.Wait < Least ? Least : plan.Wait;
}
