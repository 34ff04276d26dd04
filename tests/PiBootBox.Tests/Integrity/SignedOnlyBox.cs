using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Tests;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Media.Tests;
using PiBootBox.Tests.Dhcp;

namespace PiBootBox.Tests.Integrity;

/// <summary>What became of a file, beside the seal of its drive.</summary>
public enum Fate { Unsigned, Altered, Added, Whole }

/// <summary>By which path a machine asks.</summary>
public enum Way { File, Disc, FileInDisc, Kernel, FileOfImage, Tool, FileOfPi }

/// <param name="Altered">The byte that is another one where the file was altered.</param>
/// <param name="Good">So many bytes from its start lie in chunks that are as they were sealed.</param>
internal sealed record Wanted(string Path, byte[] Content, int Altered, int Good);

/// <summary>
/// The program itself, set to hand out what is signed and nothing else, over one drive, and a PC at the other end of a cable that has
/// its address from it.
/// </summary>
public sealed class SignedOnlyBox : IDisposable
{
    private const int Chunk = SealedFile.ChunkBytes, Length = Chunk + Chunk / 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-signed-only-").FullName;
    private readonly SealedDrive _drive = new();
    private readonly VethPair _cable = new();
    private readonly Dictionary<(Fate, Way), Wanted> _wanted = [];
    private readonly BoxProcess _box;

    private SignedOnlyBox(bool isSigned)
    {
        Fate[] before = isSigned ? [Fate.Altered, Fate.Whole] : [Fate.Unsigned];
        foreach (Fate fate in before)
            Put(fate);
        // The images that the other answers are for.
        if (isSigned)
            PutInstaller(Fate.Added);
        foreach (Fate fate in before)
            PutAnswers(fate);
        if (isSigned)
        {
            _drive.SealIt();
            Alter();
            Put(Fate.Added, withInstaller: false);
            PutAnswers(Fate.Added);
        }
        _box = Start();
        Lease();
    }

    public static SignedOnlyBox Signed() => new(isSigned: true);

    public static SignedOnlyBox Unsigned() => new(isSigned: false);

    internal Wanted this[Fate fate, Way way] => _wanted[(fate, way)];

    public static string InstallerOf(Fate fate) => $"installer-{fate}";

    public static string AnswersOf(Fate fate) => $"d-i passwd/root-password password {fate}";

    public void Dispose()
    {
        _box.Dispose();
        _cable.Dispose();
        _drive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As the PC gets it by curl.</summary>
    /// <param name="path">Below the root of the tree.</param>
    /// <returns>Status of HTTP, the end of curl (0 when it has all), and every byte that came.</returns>
    internal (int Status, int End, byte[] Body) Get(string scheme, string path, params string[] arguments)
    {
        string target = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        string told = Tool.Run("ip",
        [
            "netns", "exec", _cable.ClientSide, "sh", "-c", "curl \"$@\" || true", "curl", "--silent", "--max-time", "120", "--tftp-blksize", "1428",
            "--output", target, "--write-out", "%{http_code} %{exitcode}", .. arguments, $"{scheme}://{VethPair.BoxAddress.Address}/{path}",
        ]);
        byte[] body = File.Exists(target) ? File.ReadAllBytes(target) : [];
        string[] words = told.Split(' ');
        return (int.Parse(words[0]), int.Parse(words[1]), body);
    }

    private void Put(Fate fate, bool withInstaller = true)
    {
        string name = $"{fate}".ToLowerInvariant();
        string tool = fate switch { Fate.Whole => "memdisk", Fate.Added => "wimboot.arm64", _ => "wimboot" };
        string serial = $"0000000{(int)fate}";
        Add(fate, Way.File, $"drive/{name}.bin", _drive.Put($"{name}.bin", Length + (int)fate));
        Add(fate, Way.Tool, tool, _drive.Put(tool, Length + 10 + (int)fate));
        Add(fate, Way.FileOfPi, $"{serial}/start4.elf", _drive.Put($"{serial}/start4.elf", Length + 20 + (int)fate));

        byte[] kernel = SmallBootFiles.Grown(SmallBootFiles.Kernel("6.12.9"), Length + 30 + (int)fate);
        new Random((int)fate).NextBytes(kernel.AsSpan(Chunk / 2));
        _drive.Disk.With($"{name}/vmlinuz", kernel).With($"{name}/initrd.img", SmallBootFiles.GzipInitrd());
        Add(fate, Way.Kernel, $"image/{ImageId.From(name)}/kernel", kernel);

        PutDisc(fate, name);
        if (withInstaller)
            PutInstaller(fate);
    }

    /// <summary>Its list of files lies in its first chunk, and the end of its one large file in another.</summary>
    private void PutDisc(Fate fate, string name)
    {
        string disc = Path.Combine(_drive.Disk.Folder, $"{name}.iso");
        string content = Path.Combine(_folder, name);
        var system = new byte[Length + 40 + (int)fate];
        new Random(system.Length).NextBytes(system);
        Directory.CreateDirectory(Path.Combine(content, "live"));
        File.WriteAllBytes(Path.Combine(content, "live/vmlinuz"), SmallBootFiles.Kernel("6.1.0"));
        File.WriteAllBytes(Path.Combine(content, "live/initrd.img"), SmallBootFiles.GzipInitrd());
        File.WriteAllBytes(Path.Combine(content, "live/filesystem.squashfs"), system);
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", disc, content);
        byte[] whole = File.ReadAllBytes(disc);
        int at = whole.AsSpan().IndexOf(system);
        Assert.InRange(at, 1, Chunk - 1);
        Add(fate, Way.Disc, $"drive/{name}.iso", whole, altered: at + system.Length - 1);
        Add(fate, Way.FileInDisc, $"drive/{name}.iso/live/filesystem.squashfs", system, inDisc: at);
        Add(fate, Way.FileOfImage, $"image/{ImageId.From($"{name}.iso")}/content/live/filesystem.squashfs", system, inDisc: at);
    }

    private void PutInstaller(Fate fate) => _drive.Disk
        .With($"{InstallerOf(fate)}/linux", SmallBootFiles.Kernel("6.1.0", 0x8664))
        .With($"{InstallerOf(fate)}/initrd.gz", SmallBootFiles.GzipInitrd())
        .With($"{InstallerOf(fate)}/version.info", "Debian version:  12 (bookworm)\n"u8.ToArray());

    private void PutAnswers(Fate fate) =>
        _drive.Disk.With($"{InstallerOf(fate)}.preseed", Encoding.ASCII.GetBytes($"{AnswersOf(fate)}\n"));

    /// <param name="inDisc">Where it lies in the file that was sealed.</param>
    private void Add(Fate fate, Way way, string path, byte[] content, int inDisc = 0, int? altered = null)
    {
        int at = altered ?? content.Length - 1;
        int good = fate switch { Fate.Whole => content.Length, Fate.Altered => (inDisc + at) / Chunk * Chunk - inDisc, _ => 0 };
        Assert.True(fate != Fate.Altered || good > 0);
        _wanted.Add((fate, way), new Wanted(path, content, at, good));
    }

    /// <summary>One byte each, and every length and time as it was.</summary>
    private void Alter()
    {
        foreach ((Way way, string file) in new[]
        {
            (Way.File, "altered.bin"), (Way.Disc, "altered.iso"), (Way.Kernel, "altered/vmlinuz"), (Way.Tool, "wimboot"),
            (Way.FileOfPi, $"0000000{(int)Fate.Altered}/start4.elf"),
        })
            _drive.Alter(file, this[Fate.Altered, way].Altered);
        _drive.Alter($"{InstallerOf(Fate.Altered)}.preseed", 5);
    }

    /// <summary>Until the drive is read.</summary>
    private BoxProcess Start()
    {
        string keys = Path.Combine(_folder, "keys"), config = Path.Combine(_folder, "box.json");
        Directory.CreateDirectory(keys);
        File.Copy(_drive.Key + ".pub", Path.Combine(keys, "own.pub"));
        File.WriteAllText(config, $$"""{ "keys": "{{keys}}", "requireSigned": true }""");
        BoxProcess box = BoxProcess.Run(
            _cable.BoxSide, "--config", config, "--interface", "eth0", "--role", "server", "--no-probe", "--state", Path.Combine(_folder, "state"),
            "--loaders", Directory.CreateDirectory(Path.Combine(_folder, "loaders")).FullName, "--drive", _drive.Disk.Folder);
        bool isRead = SpinWait.SpinUntil(
            () => box.Output.Contains("Ready", StringComparison.Ordinal)
                && (box.Output.Contains("Images on the drive", StringComparison.Ordinal) || box.Output.Contains("is not sealed", StringComparison.Ordinal)),
            Patience);
        Assert.True(isRead, box.Output);
        return box;
    }

    /// <summary>So that the box knows which machine asks.</summary>
    private void Lease()
    {
        string script = Path.Combine(_folder, "bound.sh");
        File.WriteAllText(script, "#!/bin/sh\n[ \"$1\" != bound ] || ip address replace \"$ip/16\" dev eth0\n");
        Tool.Run("chmod", "+x", script);
        Tool.Run("ip", "netns", "exec", _cable.ClientSide,
            "busybox", "udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "20", "-V", "PXEClient:Arch:00000:UNDI:002001", "-x", "0x5d:0000", "-s", script);
    }
}
