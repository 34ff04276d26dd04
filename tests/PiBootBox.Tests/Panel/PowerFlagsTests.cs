using PiBootBox.Core.Panel;
using PiBootBox.Panel;

namespace PiBootBox.Tests.Panel;

public sealed class PowerFlagsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-run-").FullName;
    private readonly List<string> _mounts = ["/", "/srv/drives-of-others/A", "/srv/drives/STICK"];
    private readonly PowerFlags _power;

    public PowerFlagsTests() => _power = new PowerFlags(_folder, "/srv/drives/", () => _mounts);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_eject_is_asked_for_by_a_file_and_done_when_no_drive_is_mounted_until_one_comes_back()
    {
        Assert.Null(_power.Eject(TimeSpan.Zero));
        Assert.Equal(["eject"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.Zero));
        _mounts.RemoveAt(2);
        Assert.Equal(BoxPhase.Ejected, _power.Phase(TimeSpan.Zero));
        Assert.Equal(BoxPhase.Ejected, _power.Phase(TimeSpan.Zero));
        _mounts.Add("/srv/drives/OTHER");
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.Zero));
        // Pulled out without being ejected: that is not the safe way.
        _mounts.RemoveAt(2);
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.Zero));
    }

    [Fact]
    public void An_eject_that_never_was_done_makes_no_later_pull_a_safe_one()
    {
        Assert.Null(_power.Eject(TimeSpan.Zero));
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.FromSeconds(60)));
        _mounts.RemoveAt(2);
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.FromSeconds(61)));
    }

    [Fact]
    public void A_single_drive_may_be_mounted_at_the_folder_itself()
    {
        _mounts[2] = "/srv/drives";
        Assert.Null(_power.Eject(TimeSpan.Zero));
        Assert.Equal(BoxPhase.Running, _power.Phase(TimeSpan.Zero));
        _mounts.RemoveAt(2);
        Assert.Equal(BoxPhase.Ejected, _power.Phase(TimeSpan.Zero));
    }

    [Fact]
    public void Without_a_drive_there_is_nothing_to_eject()
    {
        _mounts.RemoveAt(2);
        Assert.Equal("No drive to eject", _power.Eject(TimeSpan.Zero)?.Problem);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Switching_off_is_asked_for_by_a_file_and_an_update_shows_by_one()
    {
        Assert.Null(_power.PowerOff());
        Assert.True(File.Exists(Path.Combine(_folder, "poweroff")));
        File.WriteAllText(Path.Combine(_folder, "updating"), "");
        Assert.Equal(BoxPhase.Updating, _power.Phase(TimeSpan.Zero));
    }

    [Fact]
    public void Where_no_service_manager_is_that_is_said()
    {
        var bare = new PowerFlags(null, "/srv/drives", () => _mounts);
        Assert.Equal("Not possible here", bare.Eject(TimeSpan.Zero)?.Problem);
        Assert.Equal("Not possible here", bare.PowerOff()?.Problem);
        Assert.Equal(BoxPhase.Running, bare.Phase(TimeSpan.Zero));
        Assert.NotNull(new PowerFlags(Path.Combine(_folder, "gone"), "/srv/drives", () => _mounts).PowerOff());
    }
}
