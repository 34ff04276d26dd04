using System.Runtime.CompilerServices;

namespace PiBootBox.Wire.Tests.Dhcp.Vectors;

/// <summary>
/// Compares with a text file beside the test, in <c>Goldens/</c>. With WRITE_GOLDENS=write in the
/// environment the files are written anew: then read the difference before committing it.
/// </summary>
public static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string test = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(test)!, "Goldens", name + ".txt");
        if (Environment.GetEnvironmentVariable("WRITE_GOLDENS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.True(File.Exists(path), $"{path} is missing: run the tests once with WRITE_GOLDENS=write");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
