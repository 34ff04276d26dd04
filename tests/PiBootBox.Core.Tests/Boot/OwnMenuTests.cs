using System.Text;
using NSubstitute;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

public class OwnMenuTests
{
    private static readonly Ipv4 Address = new(0x0A000001), Pi = new(0x0A000007), Pc = new(0x0A000008), Nobody = new(0x0A000009);
    private static readonly Guid Uuid = new("4c4c4544-0037-4410-8052-b4c04f4d3332");

    private readonly MenuShelf _menus;

    public OwnMenuTests()
    {
        DriveSettings settings = DriveSettingsReader.Read("""
            { "default": "local", "machines": [
                { "mac": "b8:27:eb", "name": "a Pi", "image": "menu" },
                { "uuid": "4c4c4544-0037-4410-8052-b4c04f4d3332", "name": "the tall one" } ] }
            """u8);
        Assert.Empty(settings.Mistakes);
        var drive = DriveSnapshot.Without(new FileRoot("drive", "/drive"), "none") with { Settings = settings };
        var shelf = new ContentShelf(new BoxContents(drive, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        var machines = Substitute.For<IMachineDirectory>();
        machines.MachineAt(Pi).Returns(new MachineId(new MacAddress(0xB827EB000001)));
        machines.MachineAt(Pc).Returns(new MachineId(new MacAddress(0x525400000001), Uuid));
        var box = new BoxIdentity("workshop");
        _menus = new MenuShelf(shelf, new BootPlanner(shelf, box), box, machines);
    }

    [Fact]
    public void A_machine_that_is_set_by_the_beginning_of_its_address_gets_a_menu_of_its_own()
    {
        Assert.Contains("\nset menu-wait 0\n\n:bios-menu\n", Script(MenuKind.Ipxe, Pi));
        Assert.Contains("This PC is a Pi", Script(MenuKind.Ipxe, Pi));
    }

    [Theory]
    [InlineData(MenuKind.Ipxe)]
    [InlineData(MenuKind.IpxeAfterLoop)]
    [InlineData(MenuKind.Grub)]
    public void A_machine_that_is_set_by_its_UUID_is_called_by_its_name(MenuKind kind)
    {
        Assert.Contains("the tall one", Script(kind, Pc));
        Assert.DoesNotContain("the tall one", Script(kind, Pi));
    }

    [Fact]
    public void All_others_share_one_menu()
    {
        Assert.DoesNotContain("netX/mac} b8", Script(MenuKind.Ipxe, Nobody));
        Assert.Same(_menus.For(Address, MenuKind.Ipxe, Nobody, default), _menus.For(Address, MenuKind.Ipxe, new Ipv4(0x0A00000B), default));
        Assert.Same(_menus.For(Address, MenuKind.Ipxe, Pi, default), _menus.For(Address, MenuKind.Ipxe, Pi, default));
    }

    private string Script(MenuKind kind, Ipv4 client) => Encoding.ASCII.GetString(_menus.For(Address, kind, client, default).Bytes.Span);
}
