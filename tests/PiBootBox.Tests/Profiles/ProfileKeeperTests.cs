using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;

namespace PiBootBox.Tests.Profiles;

public sealed class ProfileKeeperTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_choice_outlives_a_restart_and_so_does_that_nobody_chooses_any_more()
    {
        ProfileFolder.Do(_folder.Start(), PanelAction.Choose, "rescue");
        ProfileDesk second = _folder.Start();
        Assert.Equal("rescue", second.Status(default).Active);
        Assert.Equal(["rescue"], File.ReadAllLines(_folder.File)[1..]);

        second.Forget(default);
        Assert.Null(_folder.Start().Chosen);
    }

    [Fact]
    public void What_is_armed_is_the_menu_after_a_restart()
    {
        ProfileDesk desk = _folder.Start();
        ProfileFolder.Do(desk, PanelAction.Choose, "rescue");
        Assert.True(ProfileFolder.Do(desk, PanelAction.Arm, "wipe").IsDone);

        ProfileStatus after = _folder.Start().Status(default);

        Assert.Equal(("menu", null), (after.Active, after.ArmedFor));
        Assert.DoesNotContain("wipe", File.ReadAllText(_folder.File));
    }

    [Theory]
    [InlineData("rescue\nwipe\n")]
    [InlineData("")]
    public void A_damaged_file_hands_out_the_menu_and_is_told(string text)
    {
        File.WriteAllText(_folder.File, text);

        Assert.Equal("menu", _folder.Start().Chosen);
        Assert.Contains("is damaged. It hands out the menu.", _folder.Troubles.Sentence("profile"));
    }

    [Fact]
    public void A_file_that_names_what_erases_disks_arms_nothing()
    {
        File.WriteAllText(_folder.File, "wipe\n");

        ProfileDesk desk = _folder.Start();

        Assert.Null(desk.Status(default).ArmedFor);
        Assert.Equal(Core.Boot.ProfileOrigin.Chosen, desk.Shared.Origin);
    }

    [Fact]
    public void Where_nothing_can_be_written_the_choice_holds_and_the_journal_says_what_to_do()
    {
        ProfileDesk desk = _folder.Start();
        Directory.CreateDirectory(_folder.File + ".new");

        Assert.Contains("It could not be kept", ProfileFolder.Do(desk, PanelAction.Choose, "rescue").Sentence);
        Assert.Equal("rescue", desk.Chosen);
        Assert.Contains("Free some space, or replace the card.", _folder.Troubles.Sentence("profile-kept"));
    }
}
