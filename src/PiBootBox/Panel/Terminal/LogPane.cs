using System.Text;

namespace PiBootBox.Panel.Terminal;

/// <summary>Stands in for standard output while a <see cref="TerminalScreen"/> has the terminal, so that lines do not tear the picture.</summary>
internal sealed class LogPane(TerminalScreen screen) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => screen.Log(value.ToString());

    public override void Write(string? value) => screen.Log(value ?? "");

    public override void Write(char[] buffer, int index, int count) => screen.Log(new string(buffer, index, count));
}
