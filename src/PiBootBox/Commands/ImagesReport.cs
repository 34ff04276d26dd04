using PiBootBox.Core;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Commands;

/// <summary>
/// A drive's snapshot as text of 80 columns. The same drive gives the same text, and nothing that is named
/// on it steers the terminal.
/// </summary>
internal static class ImagesReport
{
    private const int Width = 80, TitleWidth = 41, KindWidth = 10, SizeWidth = 7;
    private const int BootsOnWidth = Width - TitleWidth - KindWidth - SizeWidth;
    private const int Indent = 4, FactColumn = 15;

    public static void Write(DriveSnapshot drive, TextWriter output)
    {
        if (drive.Problem is not null)
            WriteWrapped(output, drive.Problem, 0);
        if (drive.Images.Count > 0)
            output.WriteLine(Row("TITLE", "KIND", "BOOTS ON", "SIZE"));
        foreach (BootImage image in drive.Images)
            WriteImage(output, image);

        if (drive.PassedOver.Count > 0)
            output.WriteLine("\nPassed over:");
        foreach (PassedOver passed in drive.PassedOver)
        {
            if (passed.Path.Length > 0)
                output.WriteLine($"  {Printable.Text(passed.Path)}");
            WriteWrapped(output, passed.Reason, Indent);
        }

        WriteMistakes(output, DriveSettings.FileName, drive.Settings.Mistakes, "which count for nothing");
        foreach (AnswerFile answers in drive.Answers)
            WriteMistakes(output, answers.Path, answers.Mistakes, "which is given to no machine");
    }

    private static void WriteMistakes(TextWriter output, string file, IReadOnlyList<SettingMistake> mistakes, string meaning)
    {
        if (mistakes.Count > 0)
            output.WriteLine($"\nMistakes in {Printable.Text(file)}, {meaning}:");
        foreach (SettingMistake mistake in mistakes)
            WriteWrapped(output, mistake.Line > 0 ? $"Line {mistake.Line}: {mistake.Sentence}" : mistake.Sentence, 2);
    }

    private static void WriteImage(TextWriter output, BootImage image)
    {
        output.WriteLine(Row(
            MenuRow.Cut(Printable.Text(image.Title), TitleWidth - 1), KindOf(image),
            MenuRow.Cut(image.Firmwares.Words(), BootsOnWidth - 1), MenuRow.Size(image.Length)));
        WriteFact(output, "path", image.Path);
        WriteFact(output, "id", image.Id);
        WriteFact(output, "why", image.Why);
        if (image.Arguments.Length > 0)
            WriteFact(output, "arguments", image.Arguments);
        if (image.Answers is { } answers)
            WriteFact(output, "answers", $"{answers.Path}: it installs without asking, and erases the disk.");
        if (image.RamNeeded > 0)
            WriteFact(output, "memory", $"It needs {MenuRow.Size(image.RamNeeded)} or more.");
        if (image.SecureBoot.Length > 0)
            WriteFact(output, "Secure Boot", image.SecureBoot);
        if (image.Hidden)
            WriteFact(output, "hidden", "Kept out of the menu by the settings.");
    }

    private static string Row(string title, string kind, string bootsOn, string size) =>
        title.PadRight(TitleWidth) + kind.PadRight(KindWidth) + bootsOn.PadRight(BootsOnWidth) + size.PadLeft(SizeWidth);

    private static string KindOf(BootImage image) => image.Kind switch
    {
        ImageKind.DebianNetboot => "installer",
        ImageKind.DebianLive or ImageKind.FedoraLive => "live",
        ImageKind.Casper => "Ubuntu",
        ImageKind.Anaconda or ImageKind.Suse or ImageKind.Proxmox or ImageKind.Esxi => "installer",
        ImageKind.ArchLinux or ImageKind.SystemRescue or ImageKind.Alpine or ImageKind.Talos => "Linux",
        ImageKind.Windows => "Windows",
        ImageKind.OwnMenu => "own menu",
        ImageKind.Disc => "disc",
        ImageKind.Floppy => "floppy",
        ImageKind.KernelAndInitrd => "Linux",
        ImageKind.Kernel => "kernel",
        ImageKind.EfiProgram => "EFI",
        _ => throw new ArgumentOutOfRangeException(nameof(image), image.Kind, "Without a word for it."),
    };

    private static void WriteFact(TextWriter output, string name, string value)
    {
        string label = $"    {name}".PadRight(FactColumn + 1);
        foreach (string line in MenuRow.Wrap(Printable.Text(value), Width - label.Length))
        {
            output.WriteLine(label + line);
            label = new string(' ', label.Length);
        }
    }

    private static void WriteWrapped(TextWriter output, string text, int indent)
    {
        foreach (string line in MenuRow.Wrap(Printable.Text(text), Width - indent))
            output.WriteLine(new string(' ', indent) + line);
    }
}
