using PiBootBox.Core.Journal;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Stories;

public class BootAttemptTests
{
    private readonly MachineBook _book = new();
    private readonly Story _story;

    public BootAttemptTests() => _story = new Story(_book);

    private BootAttempt Current => _book.Of(Story.Machine(1)).Current!.Value;

    private BootAttempt? Previous => _book.Of(Story.Machine(1)).Previous;

    [Fact]
    public void A_machine_that_was_never_heard_has_no_attempt() => Assert.Equal(default, _book.Of(Story.Machine(1)));

    [Fact]
    public void A_UEFI_machine_goes_from_DISCOVER_to_a_running_system_in_one_attempt()
    {
        TimeSpan began = _story.Now;
        _story.Boot(1);

        Assert.Equal((began, Story.Uefi, "snponly.efi"), (Current.Began, Current.Client, Current.BootFile));
        Assert.Equal(["snponly.efi"], Current.Loaders);
        Assert.Equal(
            BootReached.Address | BootReached.LoaderAsked | BootReached.LoaderFetched | BootReached.Ipxe | BootReached.Menu
                | BootReached.Kernel | BootReached.Initrd | BootReached.System,
            Current.Reached);
        Assert.Null(Previous);
    }

    [Fact]
    public void A_BIOS_machine_whose_files_break_off_once_comes_to_its_menu_in_the_second_attempt()
    {
        _story.Lease(1, Story.Bios, "undionly.kpxe").File(Step.FileAsked, 1, "undionly.kpxe", 0, 70_000)
            .File(Step.FileFailed, 1, "undionly.kpxe", 1468, 70_000);
        _story.Wait(TimeSpan.FromSeconds(20)).Lease(1, Story.Bios, "undionly.kpxe").Fetch(1, "undionly.kpxe");
        _story.Lease(1, Story.Bios with { IsIpxe = true }, "http://10.77.0.1/boot.ipxe").Fetch(1, "/boot.ipxe", via: "HTTP");

        Assert.Equal(BootReached.Address | BootReached.LoaderAsked, Previous?.Reached);
        Assert.True(Current.Has(BootReached.Menu) && Current.Has(BootReached.Ipxe));
        Assert.Equal(("undionly.kpxe", 1, 0), (Current.BootFile, Current.Fetches, Current.FetchesWithoutMenu));
    }

    [Fact]
    public void Switched_on_again_it_begins_anew_and_the_last_attempt_is_kept()
    {
        _story.Boot(1).Discover(1, Story.Uefi, "snponly.efi");

        Assert.Equal(BootReached.Nothing, Current.Reached);
        Assert.True(Previous?.Has(BootReached.System));
    }

    [Fact]
    public void The_new_attempt_is_there_as_soon_as_the_DISCOVER_is_recorded()
    {
        _story.Boot(1).Dhcp(Step.AddressAsked, 1, default, Story.Uefi, "");

        Assert.Equal(BootReached.Nothing, Current.Reached);
    }

    [Fact]
    public void A_DISCOVER_that_is_repeated_belongs_to_the_same_attempt()
    {
        _story.Discover(1, Story.Bios, "undionly.kpxe").Wait(TimeSpan.FromSeconds(8)).Discover(1, Story.Bios, "undionly.kpxe");
        Assert.Null(Previous);

        _story.Wait(TimeSpan.FromMinutes(3)).Discover(1, Story.Bios);
        Assert.NotNull(Previous);
    }

    [Fact]
    public void HTTP_Boot_after_PXE_is_another_attempt()
    {
        _story.Discover(1, Story.Uefi).Discover(1, Story.Uefi with { IsHttpBoot = true });

        Assert.True(Current.Client.IsHttpBoot);
        Assert.False(Previous?.Client.IsHttpBoot);
    }

    [Fact]
    public void Shim_that_finds_its_second_stage()
    {
        _story.Lease(1, Story.Uefi, "shimx64.efi").Fetch(1, "shimx64.efi").Absent(1, "revocations.efi");
        Assert.False(Current.Has(BootReached.SecondStageAsked));

        _story.Absent(1, "\\grubx64.efi");
        Assert.True(Current.Has(BootReached.SecondStageAsked));
        Assert.False(Current.Has(BootReached.SecondStageFetched));

        _story.Fetch(1, "/grubx64.efi").Fetch(1, "/grub/grub.cfg");
        Assert.Equal(["shimx64.efi", "grubx64.efi"], Current.Loaders);
        Assert.True(Current.Has(BootReached.SecondStageFetched));
        Assert.True(Current.Has(BootReached.Menu));
    }

    [Fact]
    public void A_file_that_broke_off_is_asked_for_and_not_fetched()
    {
        _story.Lease(1, Story.Bios, "undionly.kpxe").File(Step.FileAsked, 1, "undionly.kpxe", 0, 100).File(Step.FileFailed, 1, "undionly.kpxe", 50, 100);

        Assert.True(Current.Has(BootReached.LoaderAsked));
        Assert.False(Current.Has(BootReached.LoaderFetched));
    }

    [Fact]
    public void Who_comes_back_for_the_same_loader_is_counted_until_a_kernel_is_fetched()
    {
        for (int i = 0; i < 3; i++)
            _story.Lease(1, Story.Uefi, "snponly.efi").Fetch(1, "snponly.efi");
        Assert.Equal((3, 3), (Current.Fetches, Current.FetchesWithoutMenu));

        _story.Lease(1, Story.Ipxe).Fetch(1, "boot.ipxe").Lease(1, Story.Uefi).Fetch(1, "/snponly.efi");
        Assert.Equal((4, 1), (Current.Fetches, Current.FetchesWithoutMenu));

        _story.Fetch(1, "drive/linux").Lease(1, Story.Uefi).Fetch(1, "snponly.efi");
        Assert.Equal((1, 1), (Current.Fetches, Current.FetchesWithoutMenu));
    }

    [Fact]
    public void Coming_back_after_a_while_or_for_another_loader_is_no_loop()
    {
        _story.Lease(1, Story.Uefi).Fetch(1, "snponly.efi").Wait(TimeSpan.FromMinutes(6)).Lease(1, Story.Uefi).Fetch(1, "snponly.efi");
        Assert.Equal(1, Current.Fetches);

        _story.Lease(1, Story.Uefi).Fetch(1, "ipxe-amd64.efi");
        Assert.Equal(1, Current.Fetches);
    }

    [Fact]
    public void An_iPXE_that_is_the_ROM_begins_attempts_itself()
    {
        _story.Lease(1, Story.Ipxe, "http://10.77.0.1/boot.ipxe").Fetch(1, "/boot.ipxe").Lease(1, Story.Ipxe, "http://10.77.0.1/boot.ipxe");

        Assert.True(Previous?.Has(BootReached.Menu));
        Assert.Equal(BootReached.Address | BootReached.Ipxe, Current.Reached);
        Assert.Equal("", Current.BootFile);
    }

    [Fact]
    public void An_iPXE_that_asks_twice_for_an_address_stays_in_its_attempt()
    {
        _story.Lease(1, Story.Uefi, "snponly.efi").Fetch(1, "snponly.efi").Fetch(1, "autoexec.ipxe").Lease(1, Story.Ipxe).Lease(1, Story.Ipxe);

        Assert.Null(Previous);
    }

    [Fact]
    public void A_box_that_started_in_the_middle_knows_what_it_saw()
    {
        _book.Record(new MachineEvent(Step.FileDone, null, Story.Address(1), "TFTP", "snponly.efi", 9, 9), _story.Now, leased: Story.Machine(1));

        Assert.True(Current.Has(BootReached.LoaderFetched));
    }
}
