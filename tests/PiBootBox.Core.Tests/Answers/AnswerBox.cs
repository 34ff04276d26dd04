using System.Text;
using NSubstitute;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Answers;

/// <summary>A box with Debian's installer, a plain kernel folder and a memory test on its drive, and whatever a test puts beside them.</summary>
internal sealed class AnswerBox
{
    public const string Debian = "debian 12/debian-installer/amd64", Rescue = "rescue";

    public const string Preseed = "d-i netcfg/get_hostname string {{hostname}}\nd-i preseed/late_command string wget {{done}}\n";

    public static readonly Ipv4 Address = new(0x0A000001), PcAddress = new(0x0A000064), Stranger = new(0x0A000065);

    public static readonly MachineId Pc = new(new MacAddress(0x525400123456), new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332"));

    public AnswerBox(string settings = "{}", params (string Path, string Text)[] files)
        : this(new InstallBook(), settings, files)
    {
    }

    public AnswerBox(InstallBook installs, string settings, params (string Path, string Text)[] files)
    {
        Installs = installs;
        var drive = new TestDrive { Settings = DriveSettingsReader.Read(Encoding.UTF8.GetBytes(settings)) }
            .With($"{Debian}/linux", SmallBootFiles.Kernel("6.1.0-37-amd64", 0x8664))
            .With($"{Debian}/initrd.gz", SmallBootFiles.GzipInitrd())
            .With($"{Rescue}/vmlinuz", SmallBootFiles.Kernel("6.12.9-lts", 0x8664))
            .With($"{Rescue}/initrd", SmallBootFiles.GzipInitrd())
            .With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        foreach ((string path, string text) in files)
            drive.With(path, Encoding.UTF8.GetBytes(text));
        Drive = drive.Recognise();
        Shelf = new ContentShelf(new BoxContents(Drive, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        Planner = new BootPlanner(Shelf, Box, installs: Installs);
        Machines.MachineAt(PcAddress).Returns(Pc);
        Menus = new MenuShelf(Shelf, Planner, Box, Machines);
        Desk = new AnswerDesk(Shelf, Box, Machines, new MachineTokens(new byte[32]), Installs, Journal);
    }

    public BoxIdentity Box { get; } = new("workshop");

    public DriveSnapshot Drive { get; }

    public ContentShelf Shelf { get; }

    public BootPlanner Planner { get; }

    public InstallBook Installs { get; }

    public IMachineDirectory Machines { get; } = Substitute.For<IMachineDirectory>();

    public MenuShelf Menus { get; }

    public AnswerDesk Desk { get; }

    public Told Journal { get; } = new();

    public string IdOf(string path) => Drive.FindImage(path)!.Id;

    /// <summary>Null for a 404.</summary>
    public string? Get(string path, Ipv4? client = null)
    {
        string[] parts = path.Split('?', 2);
        DeskAnswer? answer = Desk.Answer(new DeskRequest(parts[0], parts.Length > 1 ? parts[1] : "", client ?? PcAddress, Address));
        return answer is { } given ? Encoding.UTF8.GetString(given.Body.Span) : null;
    }

    /// <summary>What a menu's row leads to when a person chooses it, or the countdown does.</summary>
    public string? Start(string image, bool isPlanned = true, string kind = "ipxe", string serial = "") =>
        Get($"/unattended/{IdOf(image)}.{kind}?plan={(isPlanned ? "image-" + IdOf(image) : "local-disk")}&serial={serial}");

    public BootPlan Plan(MachineId? machine = null, Profile? profile = null) => Planner.Plan(Drive, machine ?? Pc, Firmware.Bios, profile ?? Profile.None);

    internal sealed class Told : IMachineJournal
    {
        public List<MachineEvent> Events { get; } = [];

        public List<string> Troubles { get; } = [];

        public void Record(in MachineEvent happened) => Events.Add(happened);

        public void Trouble(string kind, string sentence) => Troubles.Add(sentence);

        public void RoleChanged(string port, PiBootBox.Core.Roles.Role role, string sentence)
        {
        }
    }
}
