using System.Security.Cryptography;

namespace PiBootBox.Media.Tests;

/// <summary>Paths and SHA-256 sums of what a medium holds: by our reader, and by a folder that another program made.</summary>
internal static class MediumFiles
{
    public static SortedDictionary<string, string> Of(IRandomAccess medium, Medium listing)
    {
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (MediumFile file in listing.Files)
        {
            byte[] bytes = new byte[file.Length];
            Assert.Equal(bytes.Length, new ExtentReader(medium, file.Extents, file.Length).Read(0, bytes));
            sums.Add(file.Path, Sum(bytes));
        }
        return sums;
    }

    /// <summary>Links count as the files they lead to; those that lead nowhere, or to a folder, do not count.</summary>
    public static SortedDictionary<string, string> Of(string folder)
    {
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(new DirectoryInfo(folder), folder, sums);
        return sums;
    }

    /// <summary>Equal, or the test fails with the paths that make the difference.</summary>
    public static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        Assert.Empty(expected.Except(actual).Select(f => "missing, or with other bytes: " + f.Key));
        Assert.Empty(actual.Except(expected).Select(f => "too much: " + f.Key));
        Assert.NotEmpty(actual);
    }

    private static void Add(DirectoryInfo folder, string root, SortedDictionary<string, string> sums)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                Add(inner, root, sums);
            else if (entry is FileInfo file && (file.LinkTarget is not { } target || (!target.StartsWith('/') && LeadsToAFile(file))))
                sums.Add(Path.GetRelativePath(root, file.FullName), Sum(File.ReadAllBytes(file.FullName)));
        }
    }

    private static bool LeadsToAFile(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true };
        }
        catch (IOException)
        {
            // A ring.
            return false;
        }
    }

    private static string Sum(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
