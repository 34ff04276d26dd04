namespace PiBootBox.Lab.Boots;

/// <summary>The rows of a theory: some always, more when scripts/test.sh --full sets LAB_FULL=1.</summary>
internal static class LongMatrix
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("LAB_FULL") == "1";

    public static IEnumerable<object[]> Rows(object[][] always, object[][] full) => IsOn ? [.. always, .. full] : always;
}
