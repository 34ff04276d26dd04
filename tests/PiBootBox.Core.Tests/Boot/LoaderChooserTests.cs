using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tests.Stories;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Boot;

/// <summary>A machine boots again and again; what it is given next time depends on how far it came.</summary>
public class LoaderChooserTests
{
    private const int Pc = 1;

    private readonly MachineBook _book = new();
    private readonly MachineMemory _memory = new();
    private readonly Story _story;
    private readonly LoaderChooser _chooser;
    private LoaderChain[] _chains = Chains("shimx64.efi", "grubx64.efi", "snponly.efi", "ipxe-amd64.efi");
    private string? _pin;

    public LoaderChooserTests()
    {
        _story = new Story(_book);
        _chooser = new LoaderChooser(_book, _memory, _ => _pin);
    }

    [Fact]
    public void A_new_machine_gets_the_first_chain_by_offer_and_by_acknowledgement()
    {
        Assert.Equal(("shim", LoaderReason.Usual), SwitchOn());
        Assert.Equal(("shim", LoaderReason.Usual), Choice());
    }

    [Fact]
    public void Shim_that_asks_for_nothing_is_followed_by_the_other_shim_and_then_by_iPXE()
    {
        _chains = Chains("shimx64.efi", "grubx64.efi", "ipxe-shimx64.efi", "ipxe.efi", "snponly.efi");
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi").Absent(Pc, "revocations_sku.efi");

        Assert.Equal(("ipxe-shim", LoaderReason.ShimSilent), SwitchOn());
        Assert.Equal(("ipxe-shim", LoaderReason.ShimSilent), Choice());
        _story.Fetch(Pc, "ipxe-shimx64.efi");
        Assert.Equal(("snponly", LoaderReason.ShimSilent), SwitchOn());
    }

    [Fact]
    public void Shim_that_fetched_GRUB_and_its_menu_is_given_again()
    {
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "grubx64.efi").Fetch(Pc, "/grub/grub.cfg");

        Assert.Equal(("shim", LoaderReason.Usual), SwitchOn());
        Assert.Equal(0, _memory.Of(Story.Machine(Pc).Mac).Loader);
    }

    [Fact]
    public void An_iPXE_from_GRUB_that_is_not_heard_of_again_is_followed_by_the_one_with_drivers_of_its_own()
    {
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "grubx64.efi").Fetch(Pc, "/grub/grub.cfg").Fetch(Pc, "/snponly.efi", via: "HTTP");

        Assert.Equal(("ipxe", LoaderReason.IpxeSilent), SwitchOn());

        _story.Fetch(Pc, "ipxe-amd64.efi").Lease(Pc, Story.Ipxe).Fetch(Pc, "/boot.ipxe", via: "HTTP");
        Assert.Equal(("ipxe", LoaderReason.Remembered), SwitchOn());
    }

    [Fact]
    public void The_two_iPXEs_are_swapped_for_a_silent_machine_and_a_restart_of_the_box_changes_nothing()
    {
        _chains = Chains("snponly.efi", "ipxe-amd64.efi");
        Assert.Equal(("snponly", LoaderReason.Usual), SwitchOn());
        _story.Fetch(Pc, "snponly.efi");
        Assert.Equal(("ipxe", LoaderReason.IpxeSilent), SwitchOn());

        var afterRestart = new LoaderChooser(new MachineBook(), _memory, _ => null);
        LoaderChoice choice = afterRestart.Choose(Story.Machine(Pc), _chains);
        Assert.Equal(("ipxe", LoaderReason.Remembered), (choice.Chain.Name, choice.Reason));

        _story.Fetch(Pc, "ipxe-amd64.efi");
        Assert.Equal(("snponly", LoaderReason.IpxeSilent), SwitchOn());
        Assert.Equal(0, _memory.Of(Story.Machine(Pc).Mac).Loader);
    }

    [Fact]
    public void Two_laptops_with_one_network_dongle_are_two_machines()
    {
        _chains = Chains("snponly.efi", "ipxe-amd64.efi");
        var one = new MachineId(Story.Machine(Pc).Mac, new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332"));
        var other = new MachineId(one.Mac, new Guid("4c4c4544-0037-4410-8052-b4c04f4d3333"));
        Discover(one);
        _story.Fetch(Pc, "snponly.efi");
        Discover(one);
        Assert.Equal("ipxe", _chooser.Choose(one, _chains).Chain.Name);

        Discover(other);

        Assert.Equal("snponly", _chooser.Choose(other, _chains).Chain.Name);

        void Discover(MachineId machine)
        {
            _book.Record(new MachineEvent(Step.AddressAsked, machine, default, "DHCP", Asker: Story.Uefi), _story.Now);
            _book.Record(new MachineEvent(Step.AddressOffered, machine, Story.Address(Pc), "DHCP", "snponly.efi", Asker: Story.Uefi), _story.Now);
        }
    }

    [Fact]
    public void A_machine_that_did_not_get_all_of_its_loader_says_nothing_about_it()
    {
        SwitchOn();
        _story.File(Step.FileFailed, Pc, "shimx64.efi", 5000, 1_000_000);

        Assert.Equal(("shim", LoaderReason.Usual), SwitchOn());
    }

    [Fact]
    public void Three_silent_loaders_in_a_row_within_minutes_are_told_and_then_it_begins_anew()
    {
        foreach (string loader in new[] { "shimx64.efi", "snponly.efi" })
        {
            SwitchOn();
            _story.Fetch(Pc, loader);
        }
        SwitchOn();
        _story.Fetch(Pc, "ipxe-amd64.efi");

        Assert.Equal(("shim", LoaderReason.Loop), SwitchOn());
        Assert.Equal(("shim", LoaderReason.Loop), Choice());
        _story.Fetch(Pc, "shimx64.efi");
        Assert.Equal(("snponly", LoaderReason.ShimSilent), SwitchOn());
    }

    [Fact]
    public void A_BIOS_with_one_loader_always_gets_it_for_it_can_run_nothing_else()
    {
        _chains = LoaderChains.In(Folder("undionly.kpxe"), Firmware.Bios, ipxeFirst: false);
        foreach (LoaderReason reason in new[] { LoaderReason.Usual, LoaderReason.IpxeSilent, LoaderReason.IpxeSilent, LoaderReason.Loop, LoaderReason.IpxeSilent })
        {
            Assert.Equal(("undionly", reason), SwitchOn(Story.Bios));
            _story.Fetch(Pc, "undionly.kpxe");
        }
    }

    [Fact]
    public void GRUB_that_shim_fetched_and_that_is_not_heard_of_is_followed_by_the_other_shim()
    {
        _chains = Chains("shimx64.efi", "grubx64.efi", "ipxe-shimx64.efi", "ipxe.efi", "snponly.efi");
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "grubx64.efi");

        Assert.Equal(("ipxe-shim", LoaderReason.GrubSilent), SwitchOn());
    }

    [Fact]
    public void A_signed_iPXE_that_is_not_heard_of_is_followed_by_the_next_one()
    {
        _chains = Chains("ipxe-shimx64.efi", "ipxe.efi", "snponly.efi", "ipxe-amd64.efi");
        SwitchOn();
        _story.Fetch(Pc, "ipxe-shimx64.efi").Fetch(Pc, "ipxe.efi");

        Assert.Equal(("snponly", LoaderReason.IpxeSilent), SwitchOn());
    }

    [Fact]
    public void A_second_stage_under_an_odd_name_is_one()
    {
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "Onboard NIC (IPV4)").Fetch(Pc, "/grub/grub.cfg").Wait(TimeSpan.FromHours(12));
        Assert.Equal(("shim", LoaderReason.Usual), SwitchOn());

        _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "Onboard NIC (IPV4)");
        Assert.Equal(LoaderReason.GrubSilent, SwitchOn().Reason);
    }

    [Fact]
    public void Silent_boots_far_apart_are_no_loop()
    {
        _chains = LoaderChains.In(Folder("undionly.kpxe"), Firmware.Bios, ipxeFirst: false);
        for (int boot = 1; boot <= 6; boot++)
        {
            Assert.Equal("undionly", SwitchOn(Story.Bios).Chain);
            _story.Fetch(Pc, "undionly.kpxe");
            _story.Wait(TimeSpan.FromMinutes(6));
        }
    }

    [Fact]
    public void What_the_settings_name_counts_and_is_not_swapped()
    {
        _pin = "SNPONLY";
        for (int boot = 1; boot <= 4; boot++)
        {
            Assert.Equal(("snponly", LoaderReason.Pinned), SwitchOn());
            _story.Fetch(Pc, "snponly.efi");
        }
        _pin = "ipxe-shim";
        Assert.Equal(LoaderReason.IpxeSilent, SwitchOn().Reason);
    }

    [Fact]
    public void What_the_settings_name_and_is_not_there_is_told()
    {
        _pin = "ipxe-shim";
        Assert.Equal(("shim", LoaderReason.PinAbsent), SwitchOn());
    }

    [Fact]
    public void A_machine_that_only_ever_comes_to_its_menu_comes_again_after_the_third_time()
    {
        for (int boot = 1; boot <= 3; boot++)
        {
            Assert.False(_chooser.ComesAgain(Story.Machine(Pc)));
            SwitchOn();
            _story.Fetch(Pc, "shimx64.efi").Fetch(Pc, "grubx64.efi").Fetch(Pc, "/grub/grub.cfg").Fetch(Pc, "/snponly.efi");
            _story.Discover(Pc, Story.Ipxe);
            if (boot < 3)
                _story.Fetch(Pc, "/boot.ipxe", via: "HTTP");
        }

        Assert.True(_chooser.ComesAgain(Story.Machine(Pc)));
    }

    [Fact]
    public void A_choice_allocates_nothing()
    {
        SwitchOn();
        _story.Fetch(Pc, "shimx64.efi");
        SwitchOn();
        MachineId machine = Story.Machine(Pc);
        _chooser.Choose(machine, _chains);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            _chooser.Choose(machine, _chains);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private (string Chain, LoaderReason Reason) SwitchOn(PxeClient? firmware = null)
    {
        _story.Discover(Pc, firmware ?? Story.Uefi);
        return Choice();
    }

    private (string Chain, LoaderReason Reason) Choice()
    {
        LoaderChoice choice = _chooser.Choose(Story.Machine(Pc), _chains);
        return (choice.Chain.Name, choice.Reason);
    }

    private static LoaderChain[] Chains(params string[] files) => LoaderChains.In(Folder(files), Firmware.EfiX64, ipxeFirst: false);

    private static FileIndex Folder(params string[] files)
    {
        var builder = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        foreach (string file in files)
            builder.Add(file, 1000, Images.TestDrive.Time);
        return builder.Build();
    }
}
