using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Commands;

/// <summary>A drive's snapshot as text of 80 columns. The same drive gives the same text.</summary>
internal static class ImagesReport
{
    private const int Width = 80;
    private const int Indent = 4;

    public static void Write(DriveSnapshot drive, TextWriter output)
    {
        if (drive.Problem is not null)
            WriteWrapped(output, drive.Problem, 0);
        foreach (BootImage image in drive.Images)
            WriteImage(output, image);

        if (drive.PassedOver.Count > 0)
            output.WriteLine("Passed over:");
        foreach (PassedOver passed in drive.PassedOver)
        {
            if (passed.Path.Length > 0)
                output.WriteLine($"  {Printable(passed.Path)}");
            WriteWrapped(output, passed.Reason, Indent);
        }
        if (drive.Settings.Mistakes.Count > 0)
            output.WriteLine($"{DriveSettings.FileName}:");
        foreach (SettingMistake mistake in drive.Settings.Mistakes)
            WriteWrapped(output, mistake.Line > 0 ? $"Line {mistake.Line}: {mistake.Sentence}" : mistake.Sentence, Indent);
    }

    private static void WriteImage(TextWriter output, BootImage image)
    {
        output.WriteLine(MenuRow.Cut(Printable(image.Title), Width) + (image.Hidden ? " (hidden)" : ""));
        Fact(output, "kind", image.Kind switch
        {
            ImageKind.DebianNetboot => "Debian's installer for the network",
            ImageKind.KernelAndInitrd => "Linux kernel with RAM disk",
            ImageKind.Kernel => "kernel",
            ImageKind.EfiProgram => "EFI program",
            _ => image.Kind.ToString(),
        });
        Fact(output, "boots on", image.Firmwares.Words());
        Fact(output, "size", image.Initrd is { } initrd
            ? $"{MenuRow.Size(image.Kernel.Length)} + {MenuRow.Size(initrd.Length)}"
            : MenuRow.Size(image.Kernel.Length));
        Fact(output, "path", Printable(image.Path));
        Fact(output, "id", image.Id);
        if (image.Arguments.Length > 0)
            Fact(output, "arguments", Printable(image.Arguments));
        if (image.SecureBoot.Length > 0)
            Fact(output, "note", image.SecureBoot);
        Fact(output, "why", Printable(image.Why));
        output.WriteLine();
    }

    private static void Fact(TextWriter output, string name, string value)
    {
        const int column = 12;
        string label = $"  {name}".PadRight(column);
        foreach (string line in MenuRow.Wrap(value, Width - column))
        {
            output.WriteLine(label + line);
            label = new string(' ', column);
        }
    }

    private static void WriteWrapped(TextWriter output, string text, int indent)
    {
        foreach (string line in MenuRow.Wrap(text, Width - indent))
            output.WriteLine(new string(' ', indent) + line);
    }

    /// <summary>A file's name must not steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
