using PiBootBox.Core.Images;

namespace PiBootBox.Core.Answers;

/// <summary>Which installer reads an answer file. The end of the file's name tells it.</summary>
public enum AnswerKind
{
    /// <summary>Debian's installer: lines for debconf.</summary>
    Preseed,
    /// <summary>Anaconda: Fedora, RHEL and their kin.</summary>
    Kickstart,
    /// <summary>cloud-init's YAML, which Ubuntu's installer reads as autoinstall.</summary>
    UserData,
    /// <summary>Windows Setup: XML.</summary>
    Autounattend,
}

public static class AnswerKinds
{
    private static readonly (AnswerKind Kind, string End, string ServedAs, string MediaType)[] All =
    [
        (AnswerKind.Preseed, ".preseed", "preseed.cfg", "text/plain; charset=utf-8"),
        (AnswerKind.Kickstart, ".ks", "ks.cfg", "text/plain; charset=utf-8"),
        (AnswerKind.UserData, ".user-data", "user-data", "text/cloud-config; charset=utf-8"),
        (AnswerKind.Autounattend, ".autounattend.xml", "autounattend.xml", "application/xml"),
    ];

    /// <returns>Null for a file that is no answer file by its name.</returns>
    public static AnswerKind? Of(ReadOnlySpan<char> path)
    {
        foreach ((AnswerKind kind, string end, _, _) in All)
        {
            if (path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return null;
    }

    /// <summary>The path of what an answer file belongs to, when it lies beside it.</summary>
    public static string WithoutEnd(string path, AnswerKind kind) => path[..^All[(int)kind].End.Length];

    /// <summary>The name under which a machine asks for it.</summary>
    public static string ServedAs(AnswerKind kind) => All[(int)kind].ServedAs;

    public static string MediaType(AnswerKind kind) => All[(int)kind].MediaType;

    /// <summary>Whether an image of this kind may hold the installer that reads such answers.</summary>
    public static bool Fits(AnswerKind answers, ImageKind image) => image switch
    {
        ImageKind.DebianNetboot => answers == AnswerKind.Preseed,
        ImageKind.Anaconda => answers == AnswerKind.Kickstart,
        ImageKind.Casper => answers == AnswerKind.UserData,
        ImageKind.Windows => answers == AnswerKind.Autounattend,
        // Any distribution's installer: its owner knows which, and named the file after it.
        ImageKind.KernelAndInitrd => answers != AnswerKind.Autounattend,
        _ => false,
    };
}
