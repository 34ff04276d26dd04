using System.CommandLine;
using PiBootBox.Core;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox verify --drive DIR</c>: whether the files of a drive are what their checksums, or the drive's seal, say.</summary>
public static class VerifyCommand
{
    private const int Fine = 0, Bad = 1, Cannot = 2;

    public static Command Create(Func<IFileOpener> opener)
    {
        var drive = new Option<DirectoryInfo>("--drive") { Description = "The folder with the images", Required = true };
        var keys = new Option<string>("--keys") { Description = "Folder of the public keys that count", HelpName = "DIR", DefaultValueFactory = _ => KeyFolder.Default };
        var command = new Command("verify", "Read every file that is sealed or has a SHA-256 sum beside it, and tell which are damaged") { drive, keys };
        command.SetAction(parsed =>
        {
            try
            {
                var root = new FileRoot("drive", parsed.GetRequiredValue(drive).FullName);
                return Run(root, opener(), KeyFolder.Read(parsed.GetRequiredValue(keys)), Console.Out, Console.Error, !Console.IsOutputRedirected);
            }
            catch (CannotServeException reason)
            {
                Console.Error.WriteLine($"pibootbox: {reason.Message}");
                return Cannot;
            }
        });
        return command;
    }

    internal static int Run(FileRoot root, IFileOpener opener, IReadOnlyList<TrustedKey> keys, TextWriter output, TextWriter error, bool isTerminal)
    {
        FolderScan scan = FolderScan.Of(root, DateTimeOffset.UtcNow);
        if (scan.Problem is not null)
        {
            error.WriteLine($"pibootbox: {scan.Problem}");
            return Cannot;
        }
        var content = new DriveFiles(opener, scan.Mark);
        DriveSeal seal = DriveSeal.Read(scan.Files, content, keys);
        DriveSums sums = DriveSums.Read(scan.Files, content);
        int wrong = Announce(seal, keys, sums, output);
        (int good, int bad) = ReadAll(Checks(scan.Files, seal, sums), opener, output, isTerminal);
        bad += Missing(scan.Files, seal, output);
        if (good + bad + wrong == 0)
        {
            error.WriteLine("pibootbox: Nothing on this drive is sealed or has a SHA-256 sum beside it. Run `pibootbox seal` on it, or copy SHA256SUMS beside the images.");
            return Cannot;
        }
        output.WriteLine($"{good} good, {bad} bad.");
        return bad + wrong > 0 ? Bad : Fine;
    }

    /// <returns>How much of what it told is wrong.</returns>
    private static int Announce(DriveSeal seal, IReadOnlyList<TrustedKey> keys, DriveSums sums, TextWriter output)
    {
        if (seal.Trouble is { } trouble)
            output.WriteLine($"bad      {Printable.Text(trouble)}");
        else if (seal.Manifest is { } manifest)
            output.WriteLine($"{Seal.FileName} speaks of {manifest.Files.Count} files; {SignedBy(seal, keys)}.");
        foreach ((string path, SettingMistake mistake) in sums.Mistakes)
            output.WriteLine($"bad      {Printable.Text(path)}{(mistake.Line > 0 ? $", line {mistake.Line}" : "")}: {mistake.Sentence}");
        return sums.Mistakes.Count + (seal.Trouble is null ? 0 : 1);
    }

    private static string SignedBy(DriveSeal seal, IReadOnlyList<TrustedKey> keys) =>
        seal.Signer is { } key ? $"signed with {Printable.Name(key.Name)}"
        : keys.Count == 0 ? "whether it is signed was not checked, for there is no public key here"
        : "it is not signed";

    private static List<FileSum> Checks(FileIndex files, DriveSeal seal, DriveSums sums)
    {
        var checks = new List<FileSum>();
        foreach (FileEntry file in (IEnumerable<FileEntry>)[.. files.Files, .. files.Withheld])
        {
            if (seal.Manifest?.Find(file.PathInRoot) is { } sealedFile)
                checks.Add(new FileSum(file, sealedFile.Whole, Seal.FileName));
        }
        checks.AddRange(sums.Sums);
        return checks;
    }

    private static (int Good, int Bad) ReadAll(List<FileSum> checks, IFileOpener opener, TextWriter output, bool isTerminal)
    {
        var buffer = new byte[SealedFile.ChunkBytes];
        var progress = new ReadProgress(output, isTerminal, checks.Sum(check => (double)check.File.Length));
        (int good, int bad) = (0, 0);
        foreach (FileSum check in checks)
        {
            string verdict;
            try
            {
                using var run = new SumRun(opener, check, buffer);
                for (int read; (read = run.Step()) > 0;)
                    progress.Add(check.File.Path, read);
                verdict = run.IsGood ? "good" : "damaged";
            }
            catch (IOException fault)
            {
                verdict = $"unreadable ({Printable.Text(fault.Message)})";
            }
            if (verdict == "good")
                good++;
            else
                bad++;
            progress.Clear();
            output.WriteLine($"{verdict,-8} {Printable.Text(check.File.Path)}  ({Printable.Text(check.Source)})");
        }
        return (good, bad);
    }

    private static int Missing(FileIndex files, DriveSeal seal, TextWriter output)
    {
        if (seal.Manifest is null)
            return 0;
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (FileEntry file in (IEnumerable<FileEntry>)[.. files.Files, .. files.Withheld])
            there.Add(file.PathInRoot);
        int missing = 0;
        foreach (SealedFile file in seal.Manifest.Files)
        {
            if (there.Contains(file.Path))
                continue;
            missing++;
            output.WriteLine($"missing  {Printable.Text(file.Path)}  ({Seal.FileName})");
        }
        return missing;
    }
}
