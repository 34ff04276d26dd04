using System.CommandLine;
using System.Security.Cryptography;
using PiBootBox.Core;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox seal --drive DIR [--key FILE]</c> writes down what a drive holds; <c>--new-key FILE</c> makes a pair of keys.</summary>
public static class SealCommand
{
    private const int Fine = 0, Cannot = 2;

    public static Command Create(Func<IFileOpener> opener)
    {
        var drive = new Option<DirectoryInfo?>("--drive") { Description = "The folder with the images" };
        var key = new Option<string?>("--key") { Description = "Private key to sign with", HelpName = "FILE" };
        var newKey = new Option<string?>("--new-key") { Description = "Make a pair of keys: the private one in FILE, the public one in FILE.pub", HelpName = "FILE" };
        var command = new Command("seal", "Write down what a drive holds, so that nothing damaged or altered is handed out from it") { drive, key, newKey };
        command.SetAction(parsed =>
        {
            try
            {
                if (parsed.GetValue(newKey) is { } pair)
                    NewKey(pair, Console.Out);
                else if (parsed.GetValue(drive) is { } folder)
                    Run(new FileRoot("drive", folder.FullName), opener(), parsed.GetValue(key), Console.Out, !Console.IsOutputRedirected);
                else
                    throw new CannotServeException("Name the drive with --drive DIR, or make a pair of keys with --new-key FILE.");
                return Fine;
            }
            catch (CannotServeException reason)
            {
                Console.Error.WriteLine($"pibootbox: {reason.Message}");
                return Cannot;
            }
        });
        return command;
    }

    /// <exception cref="CannotServeException">The drive was not sealed, and why; what lay on it is as it was.</exception>
    internal static void Run(FileRoot root, IFileOpener opener, string? keyFile, TextWriter output, bool isTerminal)
    {
        string? key = keyFile is null ? null : ReadKey(keyFile);
        FolderScan scan = FolderScan.Of(root, DateTimeOffset.UtcNow);
        if (scan.Problem is not null)
            throw new CannotServeException(scan.Problem);
        var manifest = new KeptFile(root.Folder, Seal.FileName, isPublic: true);
        var signature = new KeptFile(root.Folder, Seal.SignatureName, isPublic: true);
        try
        {
            // A drive is read for minutes: that it cannot be written has to be known before.
            manifest.Probe();
        }
        catch (IOException fault)
        {
            throw new CannotServeException($"The drive {root.Folder} cannot be written ({fault.Message}): mount it writable (the box mounts drives read-only), or seal it on another computer.", fault);
        }
        SealWriter writer = ReadAll(root, scan.Files, opener, output, isTerminal);
        byte[] bytes = writer.Finish();
        try
        {
            // The old signature goes first: at no moment one lies there that does not fit.
            File.Delete(signature.Path);
            manifest.Replace(bytes);
            if (key is not null)
                signature.Replace(SealKeys.Sign(bytes, key));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException($"The manifest could not be written to {root.Folder}: {fault.Message} Seal the drive again when that is mended.", fault);
        }
        output.WriteLine($"{writer.Count} files are sealed in {manifest.Path}{(key is null ? ", without a signature" : " and signed")}.");
    }

    /// <exception cref="CannotServeException">They could not be written, or would overwrite others.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "The box is for Linux alone.")]
    internal static void NewKey(string file, TextWriter output)
    {
        (string secret, string open) = SealKeys.Create();
        try
        {
            // First the half that may be lost.
            WriteNew(file + ".pub", open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            WriteNew(file, secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException($"The keys could not be written: {fault.Message} Name another file.", fault);
        }
        output.WriteLine($"{file} signs drives: keep it off the boxes and the drives.");
        output.WriteLine($"{file}.pub goes to every box that is to trust it, into {KeyFolder.Default}.");
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "The box is for Linux alone.")]
    private static void WriteNew(string path, string text, UnixFileMode mode)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static string ReadKey(string file)
    {
        try
        {
            string key = File.ReadAllText(file);
            SealKeys.Sign([], key);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CannotServeException($"The key {file} cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>What this command writes itself, and what a power cut leaves of it.</summary>
    private static bool IsOfSeal(FileEntry file)
    {
        string path = file.PathInRoot;
        if (path.EndsWith(KeptFile.TemporaryEnd, StringComparison.OrdinalIgnoreCase))
            path = path[..^KeptFile.TemporaryEnd.Length];
        return path.Equals(Seal.FileName, StringComparison.OrdinalIgnoreCase) || path.Equals(Seal.SignatureName, StringComparison.OrdinalIgnoreCase);
    }

    private static SealWriter ReadAll(FileRoot root, FileIndex files, IFileOpener opener, TextWriter output, bool isTerminal)
    {
        FileEntry[] all = Array.FindAll([.. files.Files, .. files.Withheld], static file => !IsOfSeal(file));
        string tooLarge = $"The manifest of {root.Folder} would be larger than {Seal.MostBytes / (1024 * 1024)} MB: put less than 1 TB on one drive.";
        if (!SealWriter.HasRoomFor(all))
            throw new CannotServeException(tooLarge);
        var progress = new ReadProgress(output, isTerminal, all.Sum(file => file.Length));
        var buffer = new byte[SealedFile.ChunkBytes];
        var writer = new SealWriter();
        foreach (FileEntry file in all)
        {
            SealedFile sealedFile;
            try
            {
                sealedFile = FileSealer.Read(file, opener, buffer, read => progress.Add(file.Path, read));
            }
            catch (IOException fault)
            {
                throw new CannotServeException($"{Printable.Text(file.Path)} could not be read, so the drive was not sealed: {fault.Message}", fault);
            }
            if (!writer.TryAdd(sealedFile))
                throw new CannotServeException(tooLarge);
        }
        progress.Clear();
        return writer;
    }
}
