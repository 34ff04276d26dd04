using System.Runtime.CompilerServices;

namespace PiBootBox.Tests.Drive;

/// <summary>
/// Compares text with a file beside the tests. <c>WRITE_GOLDENS=write dotnet test</c> writes it anew:
/// read the difference before it is committed.
/// </summary>
internal static class Golden
{
    public static void Same(string name, string text, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("WRITE_GOLDENS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        Assert.Equal(File.ReadAllText(path), text);
    }
}
