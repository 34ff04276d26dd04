using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tree;
using PiBootBox.Panel;
using PiBootBox.Tests.Profiles;

namespace PiBootBox.Tests.Panel;

public sealed class PanelBoxTests : IDisposable
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    private readonly string _run = Directory.CreateTempSubdirectory("pbx-run-").FullName;
    private readonly ProfileFolder _state = new();

    public void Dispose()
    {
        _state.Dispose();
        Directory.Delete(_run, recursive: true);
    }

    [Fact]
    public void An_update_disarms_because_nobody_would_see_what_is_armed()
    {
        ProfileDesk desk = _state.Start();
        var shelf = new ContentShelf(new BoxContents(
            DriveSnapshot.Without(new FileRoot("drive", "/srv"), "Plug it in.", DriveTrouble.Absent), FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        var feed = new PanelStatusFeed(new MachineBook(), new ToldTroubles(), shelf, static () => [], static _ => null, desk.Status);
        var box = new PanelBox(feed, desk, new PowerFlags(_run, "/srv/drives", static () => []));

        Assert.Null(box.Do(new PanelCommand(PanelAction.Arm, "wipe"), Now));
        Assert.NotNull(box.Look(Now).Profile.ArmedFor);
        File.WriteAllText(Path.Combine(_run, PowerFlags.UpdatingFile), "");

        PanelStatus status = box.Look(Now);
        Assert.Equal(BoxPhase.Updating, status.Phase);
        Assert.Null(status.Profile.ArmedFor);
        Assert.Null(desk.Status(Now).ArmedFor);
    }
}
