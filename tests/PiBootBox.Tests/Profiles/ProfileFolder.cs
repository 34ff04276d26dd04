using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Tests.Storage;
using PiBootBox.Profiles;

namespace PiBootBox.Tests.Profiles;

/// <summary>A state folder, and desks that are started over it one after the other.</summary>
internal sealed class ProfileFolder : IDisposable
{
    private static readonly FileRoot Root = new("drive", "/srv/drive");

    public string Path { get; } = Directory.CreateTempSubdirectory("pbx-profile-").FullName;

    public TroubleLog Troubles { get; } = new();

    public string File => System.IO.Path.Combine(Path, "profile");

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public ProfileDesk Start()
    {
        var drive = new DriveSnapshot(
            FileIndex.Empty(Root), [Image("rescue", "Rescue system"), Image("wipe", "Disk eraser") with { ErasesDisk = true }], [], DriveSettings.None, null);
        var desk = new ProfileDesk(
            new ContentShelf(new BoxContents(drive, FileIndex.Empty(Root))), ProfileRules.Default, new MachineBook(), static _ => { });
        ProfileKeeper.Attach(desk, Path, Troubles);
        return desk;
    }

    public static ProfileAnswer Do(ProfileDesk desk, PanelAction action, string choice = "") => desk.Do(new PanelCommand(action, choice), TimeSpan.FromHours(1));

    private static BootImage Image(string path, string title) => new(
        path, ImageKind.Kernel, title, path, new FileEntry(Root, $"{path}/vmlinuz", 1, DateTimeOffset.UnixEpoch), [], "", FirmwareSet.Bios, "", "");
}
