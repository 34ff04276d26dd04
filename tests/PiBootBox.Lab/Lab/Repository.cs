using System.Security.Cryptography;
using System.Text;

namespace PiBootBox.Lab;

/// <summary>Where the scripts and what they built lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Four digits that tell this clone from another on the same machine: namespaces are shared by both.</summary>
    public static string Mark { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)).AsSpan(0, 2));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PiBootBox.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No PiBootBox.sln above {AppContext.BaseDirectory}: run the tests from the repository.");
    }
}
