using System.Diagnostics.CodeAnalysis;
using System.Text;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tests.Answers;
using PiBootBox.Core.Tests.Boot;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tests.Stories;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Profiles;

/// <summary>
/// A box with something harmless, something that erases disks and an unattended installation on its drive, and BIOS machines that come to
/// its menu by what the book of machines knows of them.
/// </summary>
internal sealed class ProfileBed
{
    public const string Rescue = "rescue", Wipe = "wipe", Install = AnswerBox.Debian, Memtest = "memtest.bin";

    /// <summary>Two drives' worth of settings: with the mark, and without.</summary>
    public const string Marked = """{ "images": { "wipe": { "destructive": true } } }""";

    private static readonly Ipv4 Address = new(0x0A000001);
    private static readonly BoxIdentity Box = new("workshop");

    private readonly MachineBook _book = new();
    private readonly ProfileRules _rules;
    private BootPlanner _planner;
    private MenuShelf _menus;

    public ProfileBed(string settings = Marked, ProfileRules? rules = null)
    {
        Story = new Story(_book);
        Shelf = new ContentShelf(new BoxContents(Drive(settings), FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        _rules = rules ?? ProfileRules.Default;
        Start();
    }

    public ContentShelf Shelf { get; }

    public InstallBook Installs { get; } = new();

    public List<string> Told { get; } = [];

    public ProfileDesk Desk { get; private set; }

    public Story Story { get; }

    public TimeSpan Now => Story.Now;

    public ProfileStatus Status => Desk.Status(Now);

    public static DriveSnapshot Drive(string settings, bool isUnattended = true, params string[] more)
    {
        var drive = new TestDrive { Settings = DriveSettingsReader.Read(Encoding.UTF8.GetBytes(settings)) }
            .With($"{Install}/linux", SmallBootFiles.Kernel("6.1.0-37-amd64", 0x8664))
            .With($"{Install}/initrd.gz", SmallBootFiles.GzipInitrd())
            .With(Memtest, SmallBootFiles.Kernel("Memtest86+ v6.10"));
        foreach (string folder in new[] { Rescue, Wipe }.Concat(more))
            drive.With($"{folder}/vmlinuz", SmallBootFiles.Kernel("6.12.9-lts", 0x8664)).With($"{folder}/initrd", SmallBootFiles.GzipInitrd());
        if (isUnattended)
            drive.With("debian 12.preseed", Encoding.UTF8.GetBytes(AnswerBox.Preseed));
        return drive.Recognise();
    }

    public string IdOf(string path) => Shelf.Current.Drive.FindImage(path)!.Id;

    public ProfileAnswer Choose(string choice) => Desk.Do(new PanelCommand(PanelAction.Choose, choice), Now);

    public ProfileAnswer Arm(string choice) => Desk.Do(new PanelCommand(PanelAction.Arm, choice), Now);

    public ProfileAnswer Disarm() => Desk.Do(new PanelCommand(PanelAction.Disarm), Now);

    /// <summary>The box is started anew, with what its state folder kept.</summary>
    public void Restart()
    {
        byte[] kept = ProfileText.Write(Desk.Chosen);
        Start();
        Assert.True(ProfileText.TryRead(kept, out string? chosen));
        if (chosen is not null)
            Desk.Restore(chosen);
    }

    public void Plug(DriveSnapshot drive) => Shelf.Replace(Shelf.Current with { Drive = drive });

    /// <summary>A machine is switched on, and comes to its menu.</summary>
    /// <returns>What starts by itself there: the path of an image, "local-disk" or, without a countdown, "menu".</returns>
    public string Boot(int machine, PxeClient? firmware = null)
    {
        Story.Lease(machine, firmware ?? Story.Bios, "undionly.kpxe");
        return Read(machine);
    }

    /// <summary>A machine that is on its way reads a menu; behind GRUB's comes iPXE's.</summary>
    public string Read(int machine, bool isEfi = false)
    {
        string script = Script(machine, MenuKind.Ipxe);
        Story.Fetch(machine, "/boot.ipxe", via: "HTTP");
        IpxeModel ipxe = isEfi ? IpxeModel.OnEfi(script, Restart) : IpxeModel.OnBios(script, Restart);
        ipxe.Settings["netX/mac"] = Story.Machine(machine).ToString();
        ipxe.Run();
        foreach (BootImage image in Shelf.Current.Drive.Images)
        {
            if (ipxe.Default == $"image-{image.Id}")
                return image.Path;
        }
        return ipxe.Timeout == 0 ? "menu" : ipxe.Default;

        static string Restart(IpxeModel ipxe) => "restart";
    }

    public string Script(int machine, MenuKind kind) => Encoding.ASCII.GetString(_menus.For(Address, kind, Story.Address(machine), Now).Bytes.Span);

    /// <summary>Its kernel runs.</summary>
    public void Start(int machine, string path) => Story.Fetch(machine, $"/drive/{path}/vmlinuz", 8_000_000, "HTTP");

    [MemberNotNull(nameof(Desk), nameof(_planner), nameof(_menus))]
    private void Start()
    {
        Desk = new ProfileDesk(Shelf, _rules, _book, Told.Add, Installs);
        _planner = new BootPlanner(Shelf, Box, installs: Installs, profiles: Desk);
        _menus = new MenuShelf(Shelf, _planner, Box, _book);
    }

    public BootPlan Plan(MachineId? machine, Profile? profile = null) => _planner.Plan(Shelf.Current.Drive, machine, Firmware.Bios, profile ?? Desk.Shared);
}
