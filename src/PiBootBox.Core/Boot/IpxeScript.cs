using System.Globalization;
using System.Text;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Builds an iPXE script line by line. A script ends at the first command that fails, so a command that
/// may fail says what comes then. Only <see cref="Text"/> and <see cref="BoxUrl"/> bring foreign text in.
/// </summary>
public sealed class IpxeScript
{
    private readonly StringBuilder _body = new();
    private readonly SortedSet<int> _pads = [];

    public void Line(string command = "") => _body.Append(command).Append('\n');

    public void Label(string name) => _body.Append('\n').Append(':').Append(name).Append('\n');

    /// <summary>
    /// Foreign text, ready to stand at the end of a line behind a word of our own or <c>--</c>: only there iPXE takes no hyphen for an
    /// option (iPXE src/core/getopt.c).
    /// </summary>
    public string Text(string text) => IpxeText.Show(text, _pads);

    public void Echo(string text) => Line($"echo -- {Text(text)}");

    /// <summary>A row that a person can choose.</summary>
    /// <param name="label">Where it leads: our own letters, digits and hyphens.</param>
    public void Item(string label, string text) => Line($"item {label} {Text(text)}");

    /// <summary>A row to read.</summary>
    public void Gap(string text = "") => Line(text.Length == 0 ? "item --gap --" : $"item --gap -- {Text(text)}");

    /// <param name="remark">Our own words.</param>
    public string Finish(string remark)
    {
        var script = new StringBuilder(_body.Length + 1024);
        script.Append("#!ipxe\n# ").Append(remark).Append('\n');
        foreach (int length in _pads)
        {
            // The hex type writes spaces that survive the splitting; the second line makes them plain text.
            script.Append(CultureInfo.InvariantCulture, $"set pad{length}:hex ")
                .AppendJoin(':', Enumerable.Repeat("20", length)).Append('\n');
            script.Append(CultureInfo.InvariantCulture, $"set pad{length} ${{pad{length}:string}}\n");
        }
        return script.Append(_body).ToString();
    }
}
