using System.Runtime.CompilerServices;

namespace PiBootBox.Core.Tests.Boot;

/// <summary>
/// Compares text with a file beside the tests. <c>WRITE_GOLDENS=write dotnet test</c> writes it anew:
/// read the difference before it is committed.
/// </summary>
internal static class Golden
{
    public static bool AreWritten => Environment.GetEnvironmentVariable("WRITE_GOLDENS") == "write";

    /// <summary>Of a file beside the tests that ask; its folder is there.</summary>
    public static string PathOf(string name, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public static void Same(string name, string text, [CallerFilePath] string caller = "")
    {
        string path = PathOf(Path.Combine("Golden", name), caller);
        if (AreWritten)
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
