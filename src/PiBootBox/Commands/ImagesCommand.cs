using System.CommandLine;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox images --drive DIR</c>: what lies on a drive, as what, and why a file was passed over.</summary>
public static class ImagesCommand
{
    private const int Fine = 0, NoDrive = 2;

    /// <param name="opener">Makes the opener for the drive's folder.</param>
    public static Command Create(Func<FileRoot, IFileOpener> opener)
    {
        var drive = new Option<DirectoryInfo>("--drive")
        {
            Description = "The folder with the images",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "The same for programs, as one JSON object" };
        var command = new Command("images", "List what a drive can boot, and what was passed over and why") { drive, json };
        command.SetAction(parsed =>
        {
            var root = new FileRoot("drive", parsed.GetRequiredValue(drive).FullName);
            return Run(root, opener(root), Console.Out, Console.Error, parsed.GetValue(json));
        });
        return command;
    }

    internal static int Run(FileRoot root, IFileOpener opener, TextWriter output, TextWriter error, bool isJson = false)
    {
        FolderScan scan = FolderScan.Of(root, DateTimeOffset.UtcNow);
        if (scan.Problem is not null)
        {
            error.WriteLine($"pibootbox: {scan.Problem}");
            return NoDrive;
        }
        DriveSnapshot drive = new DriveReader(new VerifyingOpener(opener)).Read(scan);
        if (isJson)
            output.WriteLine(ImagesJson.Write(drive));
        else
            ImagesReport.Write(drive, output);
        return Fine;
    }
}
