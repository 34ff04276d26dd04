using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;

namespace PiBootBox.Core.Tests.Profiles;

public class ProfileDeskTests
{
    [Fact]
    public void Menu_and_own_disk_are_offered_first_and_then_what_boots_in_the_order_of_the_menu()
    {
        var bed = new ProfileBed("""{ "images": { "wipe": { "destructive": true }, "rescue": { "hidden": true } } }""");

        Assert.Equal(
            [("menu", false), ("local", false), (bed.IdOf(ProfileBed.Install), true), (bed.IdOf(ProfileBed.Memtest), false), (bed.IdOf(ProfileBed.Wipe), true)],
            bed.Status.Offers.Select(offer => (offer.Choice, offer.IsDestructive)));
        Assert.Equal(("local", "The PC's own disk", null), (bed.Status.Active, bed.Status.Title, bed.Status.ArmedFor));
    }

    [Fact]
    public void What_is_damaged_is_not_offered_and_cannot_be_chosen()
    {
        var bed = new ProfileBed();
        DriveSnapshot drive = bed.Shelf.Current.Drive;
        string rescue = bed.IdOf(ProfileBed.Rescue);
        bed.Plug(drive with { Images = [.. drive.Images.Select(i => i.Id == rescue ? i with { Flaw = new ImageFlaw("initrd", "rescue/initrd is not what it was.") } : i)] });

        Assert.DoesNotContain(bed.Status.Offers, offer => offer.Choice == rescue);
        ProfileAnswer answer = bed.Choose(rescue);
        Assert.Equal((false, true), (answer.IsDone, answer.Sentence.EndsWith("is damaged. rescue/initrd is not what it was.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("menu", "menu", "The profile is now The menu")]
    [InlineData("LOCAL", "local-disk", "The profile is now The PC's own disk")]
    [InlineData("rescue", "rescue", "The profile is now rescue (Linux 6.12.9-lts)")]
    [InlineData("/MEMTEST.bin", "memtest.bin", "The profile is now Memory test")]
    public void A_choice_is_what_the_next_machine_gets_and_one_line_of_the_journal(string choice, string expected, string told)
    {
        var bed = new ProfileBed();
        Assert.Equal("local-disk", bed.Boot(1));

        Assert.True(bed.Choose(choice).IsDone);

        Assert.Equal(expected, bed.Boot(2));
        Assert.StartsWith(told, Assert.Single(bed.Told), StringComparison.Ordinal);
        Assert.Equal(bed.Desk.Chosen, bed.Status.Active);
    }

    [Fact]
    public void Machine_then_choice_then_the_boxs_settings_then_the_drive_decide()
    {
        var bed = new ProfileBed(
            """{ "default": "memtest.bin", "machines": [{ "mac": "52:54:00:00:00:01", "image": "rescue" }] }""",
            ProfileRules.Default with { Initial = "wipe" });

        Assert.Equal(["rescue", "wipe"], [bed.Boot(1), bed.Boot(2)]);
        Assert.Equal(bed.IdOf("wipe"), bed.Status.Active);
        bed.Choose("menu");
        Assert.Equal(["rescue", "menu"], [bed.Boot(1), bed.Boot(2)]);
        bed.Desk.Forget(bed.Now);
        Assert.Equal("wipe", bed.Boot(2));
        Assert.Equal("memtest.bin", new ProfileBed("""{ "default": "memtest.bin" }""").Boot(2));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("")]
    [InlineData("rescue/vmlinuz")]
    public void What_is_not_there_changes_nothing(string choice)
    {
        var bed = new ProfileBed();
        bed.Choose("rescue");

        Assert.Contains("There is no image", bed.Choose(choice).Sentence);
        Assert.Contains("There is no image", bed.Arm(choice).Sentence);
        Assert.Equal("rescue", bed.Boot(1));
    }

    [Theory]
    [InlineData(ProfileBed.Wipe)]
    [InlineData(ProfileBed.Install)]
    public void What_erases_disks_cannot_be_chosen_and_the_answer_says_how_to_arm_it(string image)
    {
        var bed = new ProfileBed();

        ProfileAnswer answer = bed.Choose(image);

        Assert.False(answer.IsDone);
        Assert.Contains($"'pibootbox profile arm {image}'", answer.Sentence);
        Assert.Equal("local-disk", bed.Boot(1));
        Assert.Empty(bed.Told);
    }

    [Fact]
    public void An_image_that_is_gone_is_said_to_be_and_counts_again_when_its_drive_is_back()
    {
        var bed = new ProfileBed();
        DriveSnapshot drive = bed.Shelf.Current.Drive;
        bed.Choose(ProfileBed.Rescue);
        string id = bed.IdOf(ProfileBed.Rescue);

        bed.Plug(DriveSnapshot.Without(drive.Files.Root, "No drive."));
        Assert.Equal("local-disk", bed.Boot(1));
        Assert.Contains("of the active profile is not on the drive", bed.Plan(null).Reason);
        Assert.Equal((id, id), (bed.Status.Active, bed.Status.Title));
        Assert.DoesNotContain(bed.Status.Offers, offer => offer.Choice == id);

        bed.Plug(drive);
        Assert.Equal(ProfileBed.Rescue, bed.Boot(2));
    }

    [Fact]
    public void A_chosen_image_that_becomes_one_that_erases_disks_starts_nowhere_by_itself()
    {
        var bed = new ProfileBed("{}");
        bed.Choose(ProfileBed.Wipe);
        Assert.Equal(ProfileBed.Wipe, bed.Boot(1));

        bed.Plug(ProfileBed.Drive(ProfileBed.Marked));

        Assert.Equal("menu", bed.Boot(2));
        Assert.EndsWith("erases the disk of this machine and is not armed, so the menu waits for a choice.", bed.Plan(null).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_with_answers_of_its_own_is_not_installed_by_a_choice_that_is_harmless_to_others()
    {
        const string settings = """{ "machines": [{ "mac": "52:54:00:00:00:01", "answers": "room 5.preseed" }] }""";
        var bed = new ProfileBed(settings);
        bed.Plug(ProfileBed.Drive(settings, isUnattended: false));
        Assert.True(bed.Choose(ProfileBed.Install).IsDone);

        Assert.Equal(BootTarget.Image, bed.Plan(Stories.Story.Machine(2)).Target);
        Assert.NotEqual(BootTarget.Image, bed.Plan(Stories.Story.Machine(1)).Target);
    }

    [Theory]
    [InlineData(null, 3000, 1)]
    [InlineData(7, 7000, 1)]
    [InlineData(0, null, 0)]
    public void The_boxs_own_countdown_holds_for_its_profile_and_zero_shows_no_menu(int? seconds, int? milliseconds, int menus)
    {
        var bed = new ProfileBed(rules: ProfileRules.Default with { Countdown = seconds is { } s ? TimeSpan.FromSeconds(s) : null });
        bed.Choose(ProfileBed.Memtest);
        bed.Story.Lease(1, Stories.Story.Bios);

        Boot.IpxeModel ipxe = Boot.IpxeModel.OnBios(bed.Script(1, MenuKind.Ipxe), m => m.Default).Run();

        Assert.Equal(menus, ipxe.MenusShown);
        Assert.Contains(ipxe.Executed, command => command is ["kernel", .., "http://10.0.0.1/drive/memtest.bin"]);
        if (milliseconds is { } expected)
            Assert.Equal(expected, ipxe.Timeout);
    }

    [Fact]
    public void A_choice_that_cannot_be_kept_holds_and_says_so()
    {
        var bed = new ProfileBed();
        bed.Desk.Changed = static () => false;

        ProfileAnswer answer = bed.Choose("rescue");

        Assert.True(answer.IsDone);
        Assert.EndsWith("It could not be kept: after a restart the box hands out what it did before this; look at the log.", answer.Sentence, StringComparison.Ordinal);
        Assert.Equal("rescue", bed.Boot(1));
    }

    [Theory]
    [InlineData("rescue")]
    [InlineData(null)]
    public void What_is_kept_is_what_was_chosen(string? choice)
    {
        Assert.True(ProfileText.TryRead(ProfileText.Write(choice), out string? kept));
        Assert.Equal(choice, kept);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\ntwo\n")]
    [InlineData("a\u001b[2Jb\n")]
    [InlineData("\u0000\u0000\u0000")]
    public void A_file_that_the_box_never_wrote_is_no_choice(string text) =>
        Assert.False(ProfileText.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out _));
}
