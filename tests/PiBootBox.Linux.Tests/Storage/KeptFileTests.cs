using PiBootBox.Linux.Storage;

namespace PiBootBox.Linux.Tests.Storage;

public sealed class KeptFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_and_nothing_else_stays()
    {
        var file = new KeptFile(_folder, "kept");
        Assert.Null(file.Read(100));

        file.Replace([1, 2, 3, 4, 5]);
        file.Replace([6, 7]);

        Assert.Equal([6, 7], file.Read(100)!);
        Assert.Equal([file.Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_read_to_its_end()
    {
        var file = new KeptFile(_folder, "kept");
        file.Replace(new byte[1000]);

        Assert.Equal(101, file.Read(100)!.Length);
    }

    [Fact]
    public void On_a_full_disk_the_old_file_stays()
    {
        using Mount disk = Mount.Tmpfs(kilobytes: 16);
        var file = new KeptFile(disk.Folder, "kept");
        file.Replace([1, 2, 3]);

        Assert.Throws<IOException>(() => file.Replace(new byte[64 * 1024]));
        Assert.Equal([1, 2, 3], file.Read(100)!);
    }

    [Fact]
    public void A_link_in_the_way_is_not_followed()
    {
        string elsewhere = Path.Combine(_folder, "elsewhere");
        File.WriteAllText(elsewhere, "somebody's");
        var file = new KeptFile(_folder, "kept");
        foreach (Action write in new Action[] { file.Probe, () => file.Replace([1]) })
        {
            File.CreateSymbolicLink(file.Path + ".new", elsewhere);
            write();
            Assert.Equal("somebody's", File.ReadAllText(elsewhere));
        }
        Assert.Equal([1], file.Read(100)!);
        Assert.Null(File.ResolveLinkTarget(file.Path, returnFinalTarget: false));
    }
}
