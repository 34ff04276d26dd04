namespace PiBootBox.Bench;

internal static class Usage
{
    /// <returns>Exit code 2: the command line was not understood.</returns>
    public static int Print(params string[] commands)
    {
        Console.Error.WriteLine($"usage: PiBootBox.Bench {string.Join('|', commands)} [options]");
        return 2;
    }
}
