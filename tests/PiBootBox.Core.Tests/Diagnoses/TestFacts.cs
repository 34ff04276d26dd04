using PiBootBox.Core.Boot;
using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tests.Stories;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Diagnoses;

/// <summary>A healthy box with a drive that every PC can boot from, of which a test spoils one thing.</summary>
internal sealed class TestFacts
{
    private readonly MachineBook _book = new();

    public TestFacts() => Story = new Story(_book);

    public Story Story { get; }

    public ToldTroubles Told { get; } = new();

    public List<PortFacts> Ports { get; } = [new("eth0", true, new Ipv4Subnet(new Ipv4(0x0A4D0001), 24), Role.Server, null, null)];

    public DriveSnapshot Drive { get; set; } = Linux().Recognise();

    public string[] Loaders { get; set; } = ["undionly.kpxe", "shimx64.efi", "grubx64.efi", "snponly.efi"];

    public string Choice { get; set; } = Profile.LocalWord;

    /// <summary>For BIOS and UEFI x64.</summary>
    public static TestDrive Linux() => new TestDrive()
        .With("debian/linux", SmallBootFiles.Kernel("6.1.0-37-amd64 (debian)", peMachine: 0x8664, signed: true))
        .With("debian/initrd.gz", SmallBootFiles.GzipInitrd());

    public IReadOnlyList<Diagnosis> Look()
    {
        var loaders = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        foreach (string file in Loaders)
            loaders.Add(file, 1000, default);
        var machines = new List<MachineFacts>();
        foreach (MachineStory story in _book.Recent(default, 16))
            machines.Add(new MachineFacts($"pc{story.Machine.Mac.Value & 0xFF}", story));
        return Diagnostician.Look(new BoxFacts(Story.Now, Ports, new BoxContents(Drive, loaders.Build()), Choice, machines, Told));
    }

    public IEnumerable<string> Kinds => Look().Select(found => found.Kind);
}
