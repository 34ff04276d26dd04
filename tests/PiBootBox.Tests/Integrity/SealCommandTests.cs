using PiBootBox.Commands;
using PiBootBox.Core;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Integrity;
using PiBootBox.Linux.Files;
using PiBootBox.Linux.Tests;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Integrity;

public sealed class SealCommandTests : IDisposable
{
    private readonly SealedDrive _drive = new();

    public void Dispose() => _drive.Dispose();

    [Fact]
    public void A_sealed_drive_is_fine_until_a_byte_of_it_changes()
    {
        _drive.Put("iso/debian.iso", 1_500_000);
        _drive.Put("notes.preseed", 10);
        Assert.Contains("2 files are sealed", _drive.SealIt());

        (int code, string text) = Verify();
        Assert.Equal(0, code);
        Assert.Contains("signed with own.pem.pub", text);
        Assert.Contains("good     iso/debian.iso  (pibootbox.seal)", text);
        Assert.EndsWith("2 good, 0 bad.\n", text);

        _drive.Alter("iso/debian.iso", 1_400_000);
        File.Delete(Path.Combine(_drive.Disk.Folder, "notes.preseed"));
        (code, text) = Verify();
        Assert.Equal(1, code);
        Assert.Contains("damaged  iso/debian.iso", text);
        Assert.Contains("missing  notes.preseed", text);
    }

    [Fact]
    public void Sums_that_sha256sum_wrote_are_checked()
    {
        _drive.Put("iso/a.iso", 5_000);
        _drive.Put("iso/b.iso", 0);
        Tool.Run("sh", "-c", $"cd '{_drive.Disk.Folder}/iso' && sha256sum a.iso b.iso > SHA256SUMS && sha256sum --tag a.iso > a.iso.sha256");

        (int code, string text) = Verify();
        Assert.Equal(0, code);
        Assert.EndsWith("3 good, 0 bad.\n", text);

        _drive.Alter("iso/a.iso", 0);
        File.AppendAllText(Path.Combine(_drive.Disk.Folder, "iso/SHA256SUMS"), new string('a', 63) + "  c.iso\n");
        (code, text) = Verify();
        Assert.Equal(1, code);
        Assert.Contains("damaged  iso/a.iso  (iso/SHA256SUMS, line 1)", text);
        Assert.Contains("bad      iso/SHA256SUMS, line 3: ", text);
    }

    [Fact]
    public void Openssl_finds_the_signature_right_and_its_keys_sign()
    {
        _drive.Put("a", 100);
        _drive.SealIt();
        string verify = $"cd '{_drive.Disk.Folder}' && openssl dgst -sha256 -verify '{_drive.Key}.pub' -signature {Seal.SignatureName} {Seal.FileName}";
        Assert.Contains("Verified OK", Tool.Run("sh", "-c", verify));

        Tool.Run("sh", "-c", $"openssl ecparam -name prime256v1 -genkey -noout -out '{_drive.Key}' && openssl ec -in '{_drive.Key}' -pubout -out '{_drive.Key}.pub' 2>/dev/null");
        _drive.SealIt();
        Assert.Contains("signed with own.pem.pub", Verify().Text);
    }

    [Fact]
    public void A_seal_without_a_key_leaves_no_old_signature_behind()
    {
        _drive.Put("a", 100);
        _drive.SealIt();
        _drive.SealIt(signed: false);

        Assert.False(File.Exists(Path.Combine(_drive.Disk.Folder, Seal.SignatureName)));
        (int code, string text) = Verify();
        Assert.Equal(0, code);
        Assert.Contains("it is not signed", text);
    }

    [Fact]
    public void A_damaged_manifest_and_a_strange_signature_are_bad()
    {
        _drive.Put("a", 100);
        _drive.SealIt();
        TrustedKey other = SealKeys.ReadPublic("other", SealKeys.Create().Public);
        (int code, string text) = Verify([other]);
        Assert.Equal(1, code);
        Assert.Contains("not made over this manifest by a key that the box trusts", text);

        _drive.Alter(Seal.FileName, 30);
        (code, text) = Verify();
        Assert.Equal(1, code);
        Assert.Contains("The manifest itself is damaged", text);
    }

    [Fact]
    public void Files_whose_names_begin_like_the_seals_are_sealed_too_and_what_a_power_cut_left_is_not()
    {
        _drive.Put("pibootbox.seals/debian.iso", 10);
        _drive.Put("pibootbox.seal-copy", 10);
        _drive.Put("pibootbox.seal.new", 10);
        _drive.Put("PIBOOTBOX.SEAL.SIG.NEW", 10);

        Assert.Contains("2 files are sealed", _drive.SealIt());
        Assert.NotNull(_drive.Entry("pibootbox.seals/debian.iso").Seal);
        Assert.Contains("2 files are sealed", _drive.SealIt());
    }

    [Fact]
    public void A_file_that_is_written_in_place_while_the_drive_is_sealed_is_not_sealed_half_old_half_new()
    {
        _drive.Put("a.iso", 3_000_000);
        var opener = new WritingOpener(Path.Combine(_drive.Disk.Folder, "a.iso"));

        string reason = Throws(() => SealCommand.Run(_drive.Disk.Root, opener, null, TextWriter.Null, isTerminal: false));
        Assert.Contains("Wait until everything is copied", reason);
        Assert.False(File.Exists(Path.Combine(_drive.Disk.Folder, Seal.FileName)));
    }

    /// <summary>While the file is read somebody writes to it.</summary>
    private sealed class WritingOpener(string path) : IFileOpener
    {
        private readonly BeneathOpener _opener = new();

        public Microsoft.Win32.SafeHandles.SafeFileHandle Open(FileEntry entry, out long length) => _opener.Open(entry, out length);

        public int Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, FileEntry entry, long offset, Span<byte> target)
        {
            using (FileStream other = new(path, FileMode.Open, FileAccess.Write))
                other.WriteByte((byte)offset);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc));
            return ((IFileOpener)_opener).Read(file, entry, offset, target);
        }
    }

    [Fact]
    public void What_cannot_be_done_is_a_sentence()
    {
        Assert.Equal(2, Verify().Code);
        var nowhere = new FileRoot("drive", "/nowhere");
        Assert.Equal(2, VerifyCommand.Run(nowhere, new BeneathOpener(), [], TextWriter.Null, TextWriter.Null, isTerminal: false));
        Assert.Contains("does not exist", Throws(() => SealCommand.Run(nowhere, new BeneathOpener(), null, TextWriter.Null, isTerminal: false)));
        Assert.Contains("cannot be used", Throws(() => SealCommand.Run(_drive.Disk.Root, new BeneathOpener(), _drive.Key + ".pub", TextWriter.Null, isTerminal: false)));
        Assert.Contains("could not be written", Throws(() => SealCommand.NewKey(_drive.Key, TextWriter.Null)));
        // A folder that the kernel lets nobody write, root neither.
        Assert.Contains("cannot be written", Throws(() => SealCommand.Run(new FileRoot("drive", "/proc/tty/driver"), new BeneathOpener(), null, TextWriter.Null, isTerminal: false)));
    }

    [Fact]
    public void RequireSigned_wants_a_key_and_loaders_that_are_the_boxs_own()
    {
        string keys = Path.GetDirectoryName(_drive.Key)!;
        var settings = new BoxSettings { RequireSigned = true, Keys = "/nowhere", Drive = _drive.Disk.Folder };
        Assert.Contains("no public key lies in /nowhere", Throws(() => SealSettings.Read(settings)));
        settings.Keys = keys;
        // The private half lies there too.
        Assert.Contains($"The key {_drive.Key} cannot be used", Throws(() => SealSettings.Read(settings)));
        Assert.Contains("Only public keys belong there", Throws(() => SealSettings.Read(settings)));
        File.Delete(_drive.Key);
        Assert.Single(SealSettings.Read(settings).Keys);
        settings.Loaders = Path.Combine(_drive.Disk.Folder, "loaders");
        Assert.Contains("boot loaders lie on the drive", Throws(() => SealSettings.Read(settings)));
    }

    [Fact]
    public void RequireSigned_is_not_gone_round_by_a_link_or_by_keys_that_the_drive_brings()
    {
        string own = Path.GetDirectoryName(_drive.Key)!, onDrive = Path.Combine(_drive.Disk.Folder, "box");
        File.Delete(_drive.Key);
        Directory.CreateDirectory(onDrive);
        File.Copy(_drive.Key + ".pub", Path.Combine(onDrive, "brought.pub"));
        string link = Path.Combine(own, "link");
        Directory.CreateSymbolicLink(link, onDrive);
        var settings = new BoxSettings { RequireSigned = true, Keys = own, Drive = _drive.Disk.Folder, Loaders = link };

        Assert.Contains("boot loaders lie on the drive", Throws(() => SealSettings.Read(settings)));
        settings.Loaders = Path.GetDirectoryName(_drive.Disk.Folder)!;
        Assert.Contains("lies in the folder of boot loaders", Throws(() => SealSettings.Read(settings)));
        settings.Loaders = own;
        settings.Keys = link;
        Assert.Contains("the keys that it goes by lie on the drive", Throws(() => SealSettings.Read(settings)));
        settings.RequireSigned = false;
        Assert.Single(SealSettings.Read(settings).Keys);
    }

    [Fact]
    public void Progress_is_one_line_on_a_terminal_and_leaves_no_trace()
    {
        _drive.Put("a", 100);
        _drive.SealIt();
        var output = new StringWriter();
        var progress = new ReadProgress(output, isTerminal: true, 200);
        Assert.True(SpinWait.SpinUntil(() => { progress.Add("\u001b[2Ja", 1); return output.ToString().Length > 0; }, TimeSpan.FromSeconds(20)));
        progress.Clear();

        Assert.DoesNotContain('\n', output.ToString());
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.Contains(" %  ", output.ToString());
        Assert.EndsWith(new string(' ', 79) + "\r", output.ToString());
    }

    [Fact]
    public void A_drive_is_laid_out_and_what_is_there_stays()
    {
        string folder = Path.Combine(_drive.Disk.Folder, "stick");
        var output = new StringWriter();
        DriveCommand.Run(folder, output);
        Assert.Contains($"made  {folder}/README.txt", output.ToString());
        Assert.All(File.ReadAllLines(Path.Combine(folder, "README.txt")), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain("\n", File.ReadAllText(Path.Combine(folder, "README.txt")).Replace("\r\n", ""));
        // Every line that it explains is right when it is switched on.
        string json = File.ReadAllText(Path.Combine(folder, "pibootbox.json"));
        Assert.Empty(Core.Images.DriveSettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(json)).Mistakes);
        string on = System.Text.RegularExpressions.Regex.Replace(json, "// (?=\")", "");
        Core.Images.DriveSettings settings = Core.Images.DriveSettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(on));
        Assert.Empty(settings.Mistakes);
        Assert.Equal(("Room 12", "iso/debian.iso"), (settings.Title, settings.Default));

        File.WriteAllText(Path.Combine(folder, "README.txt"), "mine");
        output = new StringWriter();
        DriveCommand.Run(folder, output);
        Assert.DoesNotContain("made ", output.ToString());
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "README.txt")));
        Assert.Contains("could not be laid out", Throws(() => DriveCommand.Run(Path.Combine(folder, "README.txt"), TextWriter.Null)));
    }

    [Fact]
    public void Whatever_lies_where_a_drive_would_be_laid_out_stays()
    {
        string folder = Path.Combine(_drive.Disk.Folder, "stick"), elsewhere = Path.Combine(_drive.Disk.Folder, "elsewhere");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "iso"), "a file");
        File.CreateSymbolicLink(Path.Combine(folder, "README.txt"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(folder, "pibootbox.json.new"), elsewhere);

        DriveCommand.Run(folder, TextWriter.Null);

        Assert.Equal("a file", File.ReadAllText(Path.Combine(folder, "iso")));
        Assert.False(File.Exists(elsewhere));
        Assert.True(Directory.Exists(Path.Combine(folder, "tools")));
        Assert.Equal(["README.txt", "iso", "pibootbox.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static string Throws(Action action) => Assert.Throws<CannotServeException>(action).Message;

    private (int Code, string Text) Verify(List<TrustedKey>? keys = null)
    {
        var output = new StringWriter();
        int code = VerifyCommand.Run(_drive.Disk.Root, new BeneathOpener(), keys ?? _drive.Trusted, output, TextWriter.Null, isTerminal: false);
        return (code, output.ToString());
    }
}
