using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tree;

/// <summary>Which files of a drive may hold passwords, by their names.</summary>
internal static class Secrets
{
    /// <summary>Of Windows Setup, under the name by which it looks for them itself.</summary>
    private const string Autounattend = "autounattend.xml";

    private static readonly string[] EndsOfCopies = [".bak", ".old", ".orig", ".save", ".tmp", ".swp", ".swo", ".swx"];

    /// <param name="path">Below the drive's root.</param>
    public static bool IsOne(string path)
    {
        if (IsNamedSo(path))
            return true;
        int slash = path.LastIndexOf('/') + 1;
        ReadOnlySpan<char> folder = path.AsSpan(0, slash), name = path.AsSpan(slash);
        if (!IsCopy(name, out ReadOnlySpan<char> original))
            return false;
        return IsNamedSo($"{folder}{original}");
    }

    private static bool IsNamedSo(string path) =>
        AnswerKinds.Of(path) is not null
        || path.Equals(DriveSettings.FileName, StringComparison.OrdinalIgnoreCase)
        || path.AsSpan(path.LastIndexOf('/') + 1).Equals(Autounattend, StringComparison.OrdinalIgnoreCase);

    /// <summary>vi leaves <c>.NAME.swp</c> and <c>NAME~</c>, emacs <c>#NAME#</c>, nano <c>NAME.save</c>, and people <c>NAME.bak</c>.</summary>
    private static bool IsCopy(ReadOnlySpan<char> name, out ReadOnlySpan<char> original)
    {
        original = name.TrimStart(".#").TrimEnd("~#");
        foreach (string end in EndsOfCopies)
        {
            if (original.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                original = original[..^end.Length];
                break;
            }
        }
        return original.Length < name.Length;
    }
}
