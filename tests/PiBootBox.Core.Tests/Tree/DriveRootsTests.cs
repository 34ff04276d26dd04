using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Tree;

public class DriveRootsTests
{
    [Fact]
    public void A_folder_without_mounts_in_it_is_one_drive() =>
        Assert.Equal(["drive /srv/pxe  1"], In("/srv/pxe", (1, "/"), (2, "/srv/pxe2"), (3, "/proc")));

    [Fact]
    public void A_stick_that_is_mounted_at_the_folder_is_that_drive_by_its_own_number() =>
        Assert.Equal(["drive /srv/pxe  7"], In("/srv/pxe", (1, "/"), (7, "/srv/pxe")));

    [Fact]
    public void Sticks_that_are_mounted_in_the_folder_are_drives_by_their_names() => Assert.Equal(
        ["drive /srv/pxe  1", "drive A /srv/pxe/A A/ 5", "drive b c /srv/pxe/b c b c/ 4"],
        In("/srv/pxe", (1, "/"), (4, "/srv/pxe/b c"), (5, "/srv/pxe/A"), (6, "/srv/pxe/A/deeper")));

    [Fact]
    public void Of_two_mounts_at_one_point_the_later_one_counts_and_hides_what_was_in_it() => Assert.Equal(
        ["drive /srv/pxe  6", "drive new /srv/pxe/new new/ 8"],
        In("/srv/pxe", (1, "/"), (4, "/srv/pxe"), (5, "/srv/pxe/old"), (6, "/srv/pxe"), (7, "/srv/pxe/new"), (8, "/srv/pxe/new")));

    [Fact]
    public void Another_stick_at_the_same_place_is_another_drive_though_the_kernel_gave_its_mount_the_same_number()
    {
        MountedRoot With(string device, string volume) => DriveRoots.In("/srv/pxe", [(new MountMark(7, device, volume), "/srv/pxe")])[0];

        Assert.Equal(With("8:17", "1A2B-3C4D"), With("8:17", "1A2B-3C4D"));
        Assert.NotEqual(With("8:17", "1A2B-3C4D"), With("8:17", "5E6F-7081"));
        Assert.NotEqual(With("8:17", ""), With("8:33", ""));
    }

    private static string[] In(string folder, params (int, string)[] mounts) =>
        [.. DriveRoots.In(folder, mounts.Select(mount => (new MountMark(mount.Item1), mount.Item2))).Select(r => $"{r.Root.Name} {r.Root.Folder} {r.Root.Prefix} {r.Mount.Number}")];
}
