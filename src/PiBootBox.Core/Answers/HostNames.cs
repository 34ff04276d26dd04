using System.Text;
using PiBootBox.Wire;

namespace PiBootBox.Core.Answers;

/// <summary>What a machine calls itself after an installation.</summary>
internal static class HostNames
{
    /// <summary>Characters of a label (RFC 1123, section 2.1).</summary>
    private const int Most = 63;

    /// <param name="name">As its owner calls it: "desk 5" becomes <c>desk-5</c>. Null, or nothing that a host name could hold: its hardware address.</param>
    public static string Of(string? name, MacAddress machine)
    {
        var label = new StringBuilder(Most);
        foreach (char c in name ?? "")
        {
            if (char.IsAsciiLetterOrDigit(c))
                label.Append(char.ToLowerInvariant(c));
            else if (label.Length > 0 && label[^1] != '-')
                label.Append('-');
            if (label.Length == Most)
                break;
        }
        string text = label.ToString().Trim('-');
        return text.Length > 0 ? text : "pc-" + machine.ToString().Replace(":", "", StringComparison.Ordinal);
    }
}
