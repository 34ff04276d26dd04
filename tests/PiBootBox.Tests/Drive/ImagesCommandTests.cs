using PiBootBox.Commands;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;

namespace PiBootBox.Tests.Drive;

public sealed class ImagesCommandTests : IDisposable
{
    private readonly DriveOnDisk _drive = new();

    public void Dispose() => _drive.Dispose();

    [Fact]
    public void What_was_found_and_what_was_passed_over_is_told_in_80_columns()
    {
        _drive
            .With("debian12/debian-installer/amd64/linux", SmallBootFiles.Kernel("6.1.0-37-amd64", 0x8664, signed: true))
            .With("debian12/debian-installer/amd64/initrd.gz", SmallBootFiles.GzipInitrd())
            .With("debian12/version.info", "Debian version:  12 (bookworm)\n"u8)
            .With("boot/vmlinuz-6.9", SmallBootFiles.Kernel("6.9.0", 0x8664))
            .With("boot/initrd.img-6.9", SmallBootFiles.GzipInitrd())
            .With("boot/vmlinuz-6.10", SmallBootFiles.Kernel("6.10.0", 0x8664))
            .With("boot/initrd.img-6.10", SmallBootFiles.GzipInitrd())
            .With("memtest86+x64.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .With("tools/shellx64.efi", SmallBootFiles.Efi(0x8664))
            .With("discs/ubuntu-24.04.1-desktop-amd64.iso", [1])
            .With("notes/\u001b[31mred.iso", [1])
            .WithLink("outside", "../../etc/passwd")
            .With("pibootbox.json", """
                {
                  "timeout": "soon",
                  "range": "10.0.0.1-10.0.0.9",
                  "images": { "memtest86+x64.bin": { "title": "Memory test", "hidden": true } }
                }
                """u8);

        (int code, string output, string error) = Run();

        Assert.Equal((0, ""), (code, error));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Golden.Same("images.txt", output);
    }

    [Fact]
    public void Nothing_that_is_named_on_the_drive_steers_the_terminal()
    {
        const string Evil = "\u001b[2J\u202e";
        _drive
            .With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .With($"{Evil}/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .With($"{Evil}.iso", [1])
            .WithLink("link", Evil + "nowhere")
            .WithLink("folder", Evil)
            .With("pibootbox.json", """
                {
                  "\u001b[2J\u202e": 1,
                  "default": "\u001b[2J\u202e",
                  "images": { "memtest.bin": { "title": "\u001b[2J\u202e" }, "\u001b[2J": {} },
                  "machines": [{ "mac": "\u001b[2J" }, { "mac": "52:54:00:12:34:56", "image": "\u001b[2J\u202e" }]
                }
                """u8);

        string output = Run().Output;

        Assert.Contains("?[2J?", output);
        Assert.DoesNotContain(output, c => c is '\u001b' or '\u202e');
    }

    [Fact]
    public void The_same_is_there_for_programs()
    {
        _drive
            .With("debian12/debian-installer/amd64/linux", SmallBootFiles.SignedKernel("6.1.0-37-amd64", "Debian Secure Boot CA"))
            .With("debian12/debian-installer/amd64/initrd.gz", SmallBootFiles.GzipInitrd())
            .With("tools/shellx64.efi", SmallBootFiles.Efi(0x8664))
            .With("notes/\u001b[31mred.iso", [1])
            .With("pibootbox.json", "{ \"timeout\": \"soon\" }"u8);

        (int code, string output, string error) = Run(isJson: true);

        Assert.Equal((0, ""), (code, error));
        Golden.Same("images.json", output);
    }

    [Fact]
    public void An_empty_drive_is_no_mistake_and_says_what_to_do()
    {
        (int code, string output, _) = Run();

        Assert.Equal(0, code);
        Assert.StartsWith("The drive is empty. Copy an image to it", output);
    }

    [Fact]
    public void A_missing_drive_is_one_sentence_and_exit_code_2()
    {
        var output = new StringWriter();
        var error = new StringWriter();

        int code = ImagesCommand.Run(new FileRoot("drive", "/nowhere"), _drive, output, error);

        Assert.Equal(
            (2, "", "pibootbox: The drive folder /nowhere does not exist. Plug the drive in, or name another folder.\n"),
            (code, output.ToString(), error.ToString()));
    }

    private (int Code, string Output, string Error) Run(bool isJson = false)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        return (ImagesCommand.Run(_drive.Root, _drive, output, error, isJson), output.ToString(), error.ToString());
    }
}
