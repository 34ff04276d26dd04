using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Answers;

/// <summary>The paths of the web server that belong to unattended installations. Other than those of the tree they are case-sensitive.</summary>
public static class AnswerPath
{
    internal const string Answers = "/answers/", Done = "/done/", Unattended = "/unattended/", Ipxe = ".ipxe", Grub = ".cfg";

    /// <summary>A script that iPXE runs when this image is chosen; the box makes it for the machine that asks.</summary>
    /// <remarks>What the menu counts down to tells a person's choice from none. The serial number is nobody's but iPXE's to know.</remarks>
    internal static string ForIpxe(BootImage image) => $"unattended/{image.Id}{Ipxe}?{Plan}=${{menu-default}}&{Serial}=${{serial:uristring}}";

    /// <summary>The same for GRUB, without the value of <c>$default</c> at its end.</summary>
    internal static string ForGrub(BootImage image) => $"unattended/{image.Id}{Grub}?{Plan}=";

    internal const string Plan = "plan", Serial = "serial";

    /// <summary>What the menu's default is called when it is this image.</summary>
    internal static string PlanOf(BootImage image) => IpxeMenu.LabelOf(image);

    public static bool IsReport(string path) => path.StartsWith(Done, StringComparison.Ordinal);

    /// <summary>The same without the token, which opens passwords: for journals and logs. Most paths are returned as they are.</summary>
    public static string Masked(string path)
    {
        ReadOnlySpan<char> plain = path.AsSpan().TrimStart("/\\.");
        string folder = plain.StartsWith(Answers.AsSpan(1, Answers.Length - 2), StringComparison.OrdinalIgnoreCase) ? Answers
            : plain.StartsWith(Done.AsSpan(1, Done.Length - 2), StringComparison.OrdinalIgnoreCase) ? Done
            : "";
        int behind = folder.Length - 2;
        if (folder.Length == 0 || plain.Length <= behind || plain[behind] is not ('/' or '\\'))
            return path;
        int last = plain.LastIndexOfAny('/', '\\');
        return $"{folder}…{(last > behind ? plain[last..] : "")}";
    }
}
