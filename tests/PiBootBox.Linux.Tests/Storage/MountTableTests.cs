using PiBootBox.Linux.Storage;

namespace PiBootBox.Linux.Tests.Storage;

public class MountTableTests
{
    [Fact]
    public void The_kernels_words_are_read_with_their_escapes() => Assert.Equal(
        [new MountPoint(36, "/mnt/a b", "98:0"), new MountPoint(98, "/mnt/back\\slash", "0:3")],
        MountTable.Parse("""
            36 35 98:0 /mnt1 /mnt/a\040b rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            none of the kernel's
            98 35 0:3 / /mnt/back\134slash rw - tmpfs tmpfs rw
            """));

    [Fact]
    public void A_mount_that_comes_and_goes_is_heard_of_and_has_a_number_of_its_own_each_time()
    {
        using var table = new MountTable();
        string point;
        int first;
        using (Mount mount = Mount.Tmpfs(kilobytes: 16))
        {
            point = mount.Folder;
            Assert.True(table.WaitForChange(TimeSpan.FromSeconds(10)));
            first = table.Read().Last(m => m.Point == point).Id;
        }
        Assert.True(table.WaitForChange(TimeSpan.FromSeconds(10)));
        Assert.DoesNotContain(table.Read(), m => m.Point == point && m.Id == first);
    }
}
