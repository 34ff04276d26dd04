using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tree;
using PiBootBox.Panel;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Panel;

public sealed class PanelStatusFeedTests
{
    private static readonly MachineId Machine = new(new MacAddress(0x525400A1B2C3));
    private static readonly Ipv4 Address = new(0x0A4D0005);
    private static readonly ProfileStatus Offers = new("menu", "Menu", [], null);

    private readonly MachineBook _book = new();
    private readonly List<PortFacts> _ports = [new("eth0", true, new Ipv4Subnet(new Ipv4(0x0A4D0001), 24), Role.Server, null, null)];
    private readonly ContentShelf _shelf = new(new BoxContents(
        DriveSnapshot.Without(new FileRoot("drive", "/srv"), "Plug it in.", DriveTrouble.Absent), FileIndex.Empty(new FileRoot("loaders", "/loaders"))));

    private readonly PanelStatusFeed _feed;
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private string? _name;

    public PanelStatusFeedTests() =>
        _feed = new PanelStatusFeed(_book, new ToldTroubles(), _shelf, () => _ports, _ => _name, _ => Offers);

    [Fact]
    public void An_idle_box_shows_its_ports_its_drive_and_what_is_wrong()
    {
        PanelStatus status = Look();
        Assert.Equal(new PortStatus("eth0", true, _ports[0].Address, Role.Server), Assert.Single(status.Ports));
        Assert.Equal(new DriveStatus("", 0, "Plug it in."), status.Drive);
        Assert.Equal(["no-loaders", "no-drive"], status.Troubles.Select(trouble => trouble.Kind));
        Assert.Same(Offers, status.Profile);
        Assert.Equal((0, 0), (status.Machines.Count, status.MachinesSeen));
    }

    [Fact]
    public void A_machine_goes_by_the_end_of_its_hardware_address_or_by_its_name()
    {
        Boots();
        Assert.Equal("a1:b2:c3", Assert.Single(Look().Machines).Name);
        _name = "till 3";
        Boots();
        Assert.Equal("till 3", Assert.Single(Look().Machines).Name);
    }

    [Fact]
    public void A_file_that_is_read_has_a_percentage_and_a_rate()
    {
        Boots();
        Read(Step.FileAsked, 0);
        Assert.Equal(new MachineStatus("a1:b2:c3", "reads linux", 0, 0, false), Assert.Single(Look().Machines));
        Pass(1);
        Read(Step.FileProgress, 20_000_000);
        Assert.Equal(new MachineStatus("a1:b2:c3", "reads linux", 25, 20_000_000, false), Assert.Single(Look().Machines));
        Pass(2);
        Read(Step.FileProgress, 40_000_000);
        Assert.Equal(10_000_000, Assert.Single(Look().Machines).Rate);
        // Nothing new was heard: the rate of before still holds.
        Pass(0.25);
        Assert.Equal(10_000_000, Assert.Single(Look().Machines).Rate);
        Read(Step.FileDone, 80_000_000);
        Assert.Equal(new MachineStatus("a1:b2:c3", "system starts", null, 0, false), Assert.Single(Look().Machines));
    }

    [Fact]
    public void A_machine_whose_system_asks_for_an_address_is_up_and_leaves_the_display_after_minutes()
    {
        Boots();
        Read(Step.FileAsked, 0);
        Read(Step.FileDone, 80_000_000);
        _book.Record(new MachineEvent(Step.AddressGiven, Machine, Address, "DHCP"), _now);
        Assert.Equal(new MachineStatus("a1:b2:c3", "is up", null, 0, true), Assert.Single(Look().Machines));
        Pass(301);
        PanelStatus later = Look();
        Assert.Equal((0, 1), (later.Machines.Count, later.MachinesSeen));
    }

    [Fact]
    public void An_operating_system_that_only_renews_its_address_is_no_machine_on_its_way()
    {
        _book.Record(new MachineEvent(Step.AddressGiven, Machine, Address, "DHCP"), _now);
        Assert.Equal((0, 0), (Look().Machines.Count, Look().MachinesSeen));
    }

    [Fact]
    public void The_latest_machine_comes_first()
    {
        Boots();
        Pass(1);
        _book.Record(new MachineEvent(Step.AddressAsked, new MachineId(new MacAddress(2)), default, "DHCP", Asker: new PxeClient(Firmware.Bios, false, false)), _now);
        Assert.Equal(["00:00:02", "a1:b2:c3"], Look().Machines.Select(machine => machine.Name));
        Assert.Equal(2, Look().MachinesSeen);
    }

    private PanelStatus Look() => _feed.Look(BoxPhase.Running, _now);

    private void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds);

    private void Boots() =>
        _book.Record(new MachineEvent(Step.AddressGiven, Machine, Address, "DHCP", Asker: new PxeClient(Firmware.EfiX64, false, false)), _now);

    private void Read(Step step, long bytes) => _book.Record(new MachineEvent(step, null, Address, "HTTP", "/drive/debian/linux", bytes, 80_000_000), _now);
}
