using PiBootBox.Linux.Tests;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>A folder of its own for one disc: what goes onto it, the image, and what another program reads from it.</summary>
public sealed class DiscFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Source => Directory.CreateDirectory(_folder["source"]).FullName;

    public string Image => _folder["image.iso"];

    public void Put(string path, byte[] content)
    {
        string file = Path.Combine(Source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public void Put(string path, int bytes, int seed)
    {
        byte[] content = new byte[bytes];
        new Random(seed).NextBytes(content);
        Put(path, content);
    }

    /// <summary>An ISO 9660 disc with a UDF side, as Windows' are.</summary>
    public void MakeBridge(params string[] options) =>
        Tool.Run("genisoimage", ["-quiet", "-udf", "-allow-limited-size", "-iso-level", "3", .. options, "-o", Image, Source]);

    /// <returns>Where 7-Zip put what it reads from the UDF side.</returns>
    public string ExtractWith7Zip()
    {
        string target = _folder["7z"];
        Tool.Run("7z", "x", "-tudf", "-y", $"-o{target}", Image);
        return target;
    }

    internal static void AssertSameBytes(ReadOnlySpan<byte> expected, MediumFile file, IRandomAccess medium)
    {
        Assert.Equal(expected.Length, file.Length);
        byte[] read = new byte[file.Length];
        Assert.True(new ExtentReader(medium, file.Extents, file.Length).TryReadExactly(0, read));
        Assert.True(expected.SequenceEqual(read), $"{file.Path} differs");
    }

    public void Dispose() => _folder.Dispose();
}
