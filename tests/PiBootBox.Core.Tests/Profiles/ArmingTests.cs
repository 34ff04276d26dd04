using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tests.Stories;

namespace PiBootBox.Core.Tests.Profiles;

public class ArmingTests
{
    private readonly ProfileBed _bed = new();

    [Theory]
    [InlineData(ProfileBed.Wipe)]
    [InlineData(ProfileBed.Install)]
    public void What_is_armed_goes_to_one_machine_and_the_next_one_finds_the_menu(string image)
    {
        Assert.Equal(
            $"{TitleOf(image)} is armed for 10 minutes or until one PC takes it. Then the box hands out the menu.", _bed.Arm(image).Sentence);
        Assert.Equal((_bed.IdOf(image), TimeSpan.FromMinutes(10)), (_bed.Status.Active, _bed.Status.ArmedFor));

        Assert.Equal(image, _bed.Boot(1));
        Assert.Equal("menu", _bed.Boot(2));

        Assert.Equal(("menu", null), (_bed.Status.Active, _bed.Status.ArmedFor));
        Assert.Equal(
            [$"{TitleOf(image)} is armed for 10 minutes or until one PC takes it", $"{TitleOf(image)} is armed no more: 52:54:00:00:00:01 took it"],
            _bed.Told);
    }

    [Fact]
    public void Its_time_ends_by_itself_and_the_panel_sees_it_run_down()
    {
        _bed.Arm(ProfileBed.Wipe);
        _bed.Story.Wait(TimeSpan.FromMinutes(9));
        Assert.Equal(TimeSpan.FromMinutes(1), _bed.Status.ArmedFor);

        _bed.Story.Wait(TimeSpan.FromMinutes(1));
        _bed.Desk.Look(_bed.Now);

        Assert.EndsWith("is armed no more: its time is over", _bed.Told[^1], StringComparison.Ordinal);
        Assert.Equal("menu", _bed.Boot(1));
        Assert.Equal("menu", _bed.Status.Active);
        _bed.Desk.Look(_bed.Now);
        Assert.Equal(2, _bed.Told.Count);
    }

    [Fact]
    public void Who_took_it_reads_every_menu_of_its_boot_so_and_its_own_disk_comes_after_it()
    {
        _bed.Arm(ProfileBed.Wipe);
        _bed.Story.Lease(1, Story.Uefi, "shimx64.efi");
        Assert.Contains("set default=image-wipe", _bed.Script(1, MenuKind.Grub));
        _bed.Story.Fetch(1, "/grub/grub.cfg").Lease(1, Story.Ipxe);
        Assert.Equal("menu", _bed.Boot(2));
        Assert.Equal(ProfileBed.Wipe, _bed.Read(1, isEfi: true));

        _bed.Start(1, ProfileBed.Wipe);
        Assert.Equal("local-disk", _bed.Boot(1));
        Assert.Equal("local-disk", _bed.Boot(1));
        Assert.Contains("was armed for one start on this machine and had it", _bed.Plan(Story.Machine(1), new Profile(_bed.IdOf(ProfileBed.Wipe), ProfileOrigin.HadItsTurn)).Reason);
    }

    [Fact]
    public void A_boot_that_broke_off_before_anything_started_may_be_tried_again_for_a_while()
    {
        _bed.Arm(ProfileBed.Wipe);
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(1));
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(1));
        Assert.Equal("menu", _bed.Boot(2));

        _bed.Story.Wait(TimeSpan.FromMinutes(10));
        Assert.Equal("local-disk", _bed.Boot(1));
    }

    [Fact]
    public void As_many_machines_take_it_as_the_settings_say()
    {
        var bed = new ProfileBed(rules: ProfileRules.Default with { ArmedMachines = 2, ArmedFor = TimeSpan.FromHours(1) });
        Assert.Contains("is armed for 1 hour or until 2 PCs take it.", bed.Arm(ProfileBed.Wipe).Sentence);

        Assert.Equal([ProfileBed.Wipe, ProfileBed.Wipe, "menu"], [bed.Boot(1), bed.Boot(2), bed.Boot(3)]);
        Assert.EndsWith("52:54:00:00:00:01 took wipe (Linux 6.12.9-lts), as 1 of 2", bed.Told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_cannot_start_it_or_is_set_to_something_else_leaves_it_to_the_next_one()
    {
        var bed = new ProfileBed("""
            { "images": { "memtest.bin": { "destructive": true } }, "machines": [{ "mac": "52:54:00:00:00:01", "image": "local" }] }
            """);
        bed.Arm(ProfileBed.Memtest);

        Assert.Equal("local-disk", bed.Boot(1));
        bed.Story.Lease(2, Story.Uefi);
        Assert.Equal("menu", bed.Read(2, isEfi: true));
        Assert.Equal(ProfileBed.Memtest, bed.Boot(3));
    }

    [Fact]
    public void A_machine_that_was_installed_so_already_starts_its_own_disk_and_leaves_it_to_the_next_one()
    {
        _bed.Installs.Started(Story.Machine(1), _bed.IdOf(ProfileBed.Install), isChosen: false);
        _bed.Installs.Done(Story.Machine(1), 1, out _);
        _bed.Arm(ProfileBed.Install);

        Assert.Equal("menu", _bed.Boot(1));
        Assert.Equal(ProfileBed.Install, _bed.Boot(2));
    }

    [Fact]
    public void Who_is_no_boot_loader_or_unknown_takes_nothing_and_an_unknown_machine_is_told_of_once()
    {
        _bed.Arm(ProfileBed.Wipe);
        _bed.Story.Boot(1);
        Assert.Equal("menu", _bed.Read(1));
        _bed.Story.Dhcp(Core.Journal.Step.AddressGiven, 2, Story.Address(2), Story.System, "");
        Assert.Equal("menu", _bed.Read(2));

        Assert.Equal(["menu", "menu"], [_bed.Read(7), _bed.Read(8)]);
        Assert.Single(_bed.Told, line => line.Contains("for machines that the box knows"));
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(3));
    }

    [Fact]
    public void A_restart_finds_the_menu_whether_it_was_taken_or_not()
    {
        _bed.Choose(ProfileBed.Rescue);
        _bed.Arm(ProfileBed.Wipe);
        _bed.Restart();
        Assert.Equal(("menu", null), (_bed.Status.Active, _bed.Status.ArmedFor));

        _bed.Arm(ProfileBed.Wipe);
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(1));
        _bed.Restart();
        Assert.Equal(["menu", "menu"], [_bed.Read(1), _bed.Boot(2)]);
    }

    [Fact]
    public void Another_choice_ends_it_at_once_and_a_choice_that_is_refused_does_not()
    {
        _bed.Arm(ProfileBed.Wipe);
        Assert.False(_bed.Choose(ProfileBed.Install).IsDone);
        Assert.NotNull(_bed.Status.ArmedFor);

        _bed.Choose(ProfileBed.Rescue);

        Assert.EndsWith("is armed no more: something else was chosen", _bed.Told[1], StringComparison.Ordinal);
        Assert.Equal(ProfileBed.Rescue, _bed.Boot(1));
    }

    [Fact]
    public void Disarmed_it_goes_to_nobody_more()
    {
        _bed.Arm(ProfileBed.Wipe);
        Assert.Equal("Nothing is armed any more. The box hands out the menu.", _bed.Disarm().Sentence);
        Assert.Equal("Nothing is armed.", _bed.Disarm().Sentence);

        Assert.Equal("menu", _bed.Boot(1));
        Assert.Equal(2, _bed.Told.Count);
    }

    [Fact]
    public void Disarmed_it_is_not_even_started_by_who_took_it_and_did_not_start_it_yet()
    {
        _bed.Arm(ProfileBed.Wipe);
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(1));

        Assert.Equal($"Nothing is armed any more: a PC that took {TitleOf(ProfileBed.Wipe)} and did not start it yet gets its own disk.", _bed.Disarm().Sentence);
        Assert.Equal("Nothing is armed.", _bed.Disarm().Sentence);
        Assert.Equal(["local-disk", "local-disk", "menu"], [_bed.Read(1), _bed.Boot(1), _bed.Boot(2)]);
    }

    [Fact]
    public void Armed_again_it_begins_anew_for_everybody()
    {
        _bed.Arm(ProfileBed.Wipe);
        _bed.Boot(1);
        _bed.Start(1, ProfileBed.Wipe);

        _bed.Arm(ProfileBed.Wipe);
        Assert.Equal([ProfileBed.Wipe, "menu"], [_bed.Boot(1), _bed.Boot(2)]);
    }

    [Fact]
    public void What_could_never_start_cannot_be_armed_and_what_erases_nothing_need_not_be()
    {
        Assert.Contains("needs no arming", _bed.Arm("menu").Sentence);
        Assert.Contains("needs no arming", _bed.Arm(ProfileBed.Rescue).Sentence);
        DriveSnapshot drive = _bed.Shelf.Current.Drive;
        _bed.Plug(drive with { Images = [.. drive.Images.Select(i => i.Answers is { } answers
            ? i with { Answers = AnswerFile.Unusable(drive.Files.Root, "debian 12.preseed", answers.Kind, "It is empty.") }
            : i)] });

        ProfileAnswer answer = _bed.Arm(ProfileBed.Install);

        Assert.Equal((false, true), (answer.IsDone, answer.Sentence.EndsWith("It is empty.", StringComparison.Ordinal)));
        Assert.Empty(_bed.Told);
    }

    [Fact]
    public void Without_its_drive_it_is_taken_by_nobody_and_still_ends_in_time()
    {
        DriveSnapshot drive = _bed.Shelf.Current.Drive;
        _bed.Arm(ProfileBed.Wipe);
        _bed.Plug(DriveSnapshot.Without(drive.Files.Root, "No drive."));
        Assert.Equal("menu", _bed.Boot(1));

        _bed.Plug(drive);
        Assert.Equal(ProfileBed.Wipe, _bed.Boot(2));
    }

    [Fact]
    public async Task Of_a_crowd_that_comes_at_once_one_machine_gets_it()
    {
        const int crowd = 40;
        for (int round = 0; round < 20; round++)
        {
            var bed = new ProfileBed();
            bed.Arm(ProfileBed.Wipe);
            for (int machine = 1; machine <= crowd; machine++)
                bed.Story.Lease(machine, Story.Bios);
            string[] scripts = await Task.WhenAll(Enumerable.Range(1, crowd).Select(machine => Task.Run(() => bed.Script(machine, MenuKind.Ipxe))));

            Assert.Single(scripts, script => script.Contains("set menu-default image-wipe"));
        }
    }

    private string TitleOf(string image) => _bed.Shelf.Current.Drive.FindImage(image)!.Title;
}
