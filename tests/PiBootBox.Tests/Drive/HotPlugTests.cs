using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Files;
using PiBootBox.Linux.Tests;
using PiBootBox.Media.Tests;
using PiBootBox.Tests.Http;
using PiBootBox.Tests.Tftp;

namespace PiBootBox.Tests.Drive;

/// <summary>Sticks that come and go while the box runs: file systems of their own, mounted and taken away under it.</summary>
public sealed class HotPlugTests : IDisposable
{
    private const int Length = 60_000_000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly DriveOnDisk _folder = new(), _loaders = new();
    private readonly BlockingCollection<BoxContents> _seen = [];
    private readonly DriveNews _news = new();
    private readonly Stack<string> _mounted = new();

    public void Dispose()
    {
        foreach (string point in _mounted)
            Tool.Run("umount", "--lazy", point);
        _folder.Dispose();
        _loaders.Dispose();
    }

    [Fact]
    public void Sticks_come_and_go_and_each_is_on_the_menu_while_it_is_there()
    {
        using Drives drives = Watch();
        Assert.StartsWith("The drive is empty", Next().Drive.Problem);

        PlugIn("KINGSTON");
        Assert.Equal(["KINGSTON/memtest.bin"], Until(c => c.Drive.Images.Count == 1).Drive.Images.Select(i => i.Path));
        PlugIn("SANDISK");
        Assert.Equal(["KINGSTON/memtest.bin", "SANDISK/memtest.bin"], Until(c => c.Drive.Images.Count == 2).Drive.Images.Select(i => i.Path));

        Pull("SANDISK");
        Assert.Equal(["KINGSTON/memtest.bin"], Until(c => c.Drive.Images.Count == 1).Drive.Images.Select(i => i.Path));
        Pull("KINGSTON");
        Assert.NotNull(Until(c => c.Drive.Images.Count == 0));

        PlugIn("SANDISK");
        Assert.Equal(["SANDISK/memtest.bin"], Until(c => c.Drive.Images.Count == 1).Drive.Images.Select(i => i.Path));
    }

    [Fact]
    public void The_folder_may_be_a_link()
    {
        string link = Path.Combine(_loaders.Folder, "link");
        File.CreateSymbolicLink(link, _folder.Folder);
        using Drives drives = Watch(_folder.Root with { Folder = link });

        PlugIn("KINGSTON");

        Assert.Equal(["KINGSTON/memtest.bin"], Until(c => c.Drive.Images.Count == 1).Drive.Images.Select(i => i.Path));
    }

    [Fact]
    public void A_fault_of_our_own_while_drives_are_looked_at_is_told_and_ends_nothing()
    {
        var faults = new BlockingCollection<string>();
        _news.Fault += faults.Add;
        bool isBroken = true;
        using Drives drives = Watch(_folder.Root, contents =>
        {
            if (isBroken)
                throw new InvalidOperationException("Unforeseen.");
            _seen.Add(contents);
        });
        Assert.True(faults.TryTake(out string? sentence, Long));
        Assert.Contains("Unforeseen.", sentence);

        isBroken = false;
        PlugIn("KINGSTON");
        Assert.NotNull(Until(c => c.Drive.Images.Count == 1));
    }

    [Fact]
    public async Task A_stick_that_is_pulled_out_ends_its_web_transfers_at_once_and_no_others()
    {
        using Drives drives = Watch();
        await using HttpBox box = await HttpBox.StartAsync(news: _news);
        FileEntry pulled = Big("PULLED"), kept = Big("KEPT");
        box.Files.Entries["/pulled"] = pulled;
        box.Files.Entries["/kept"] = kept;
        using Socket one = Ask(box, "/pulled"), two = Ask(box, "/kept");

        Pull("PULLED");

        // Nobody has read yet, so more than the sockets hold is still to come from the stick.
        MachineEvent end = box.Events.Await(Step.FileFailed);
        Assert.InRange(ReadAll(one), 0, Length - 1);
        Assert.Equal(("/pulled", "The drive PULLED was unplugged. Plug it in again, and let the machine try once more."), (end.What, end.Why));
        Assert.Equal(Length, ReadAll(two));
    }

    [Fact]
    public void A_stick_that_is_pulled_out_ends_its_TFTP_transfers_with_an_error_in_words()
    {
        using Drives drives = Watch();
        using var bed = new TftpBed(news: _news);
        bed.Entries["pulled"] = Big("PULLED");
        using var client = new WireClient(bed.Endpoint.Port);
        client.Ask("pulled");
        Assert.Equal(3, client.Receive()[1]);

        Pull("PULLED");

        byte[] error = client.Receive().ToArray();
        Assert.Equal(5, error[1]);
        Assert.Contains("The drive PULLED was unplugged", Encoding.ASCII.GetString(error));
    }

    private FileEntry Big(string name)
    {
        PlugIn(name);
        BoxContents contents = Until(c => c.Drive.Files.TryFind(name + "/big", out _));
        Assert.True(contents.Drive.Files.TryFind(name + "/big", out FileEntry? file));
        return file;
    }

    private static Socket Ask(HttpBox box, string path)
    {
        Socket socket = box.Connect();
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n"));
        byte[] first = new byte[1];
        Assert.Equal(1, socket.Receive(first));
        return socket;
    }

    /// <returns>Bytes of the body that come before the end or the reset of the connection; the head's first byte was read.</returns>
    private static long ReadAll(Socket socket)
    {
        byte[] buffer = new byte[256 * 1024];
        long all = socket.Receive(buffer);
        long head = buffer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        try
        {
            for (int read; (read = socket.Receive(buffer)) > 0;)
                all += read;
        }
        catch (SocketException)
        {
            // A reset, which may overtake the end.
        }
        return all - head;
    }

    private void PlugIn(string name)
    {
        string point = Path.Combine(_folder.Folder, name);
        // As udev does it: filled before it is seen here.
        string elsewhere = Directory.CreateTempSubdirectory("pibootbox-stick-").FullName;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", elsewhere);
        try
        {
            File.WriteAllBytes(Path.Combine(elsewhere, "memtest.bin"), SmallBootFiles.Kernel("Memtest86+ v6.10"));
            using (FileStream big = File.Create(Path.Combine(elsewhere, "big")))
                big.SetLength(Length);
            Directory.CreateDirectory(point);
            Tool.Run("mount", "--bind", elsewhere, point);
            _mounted.Push(point);
        }
        finally
        {
            Tool.Run("umount", "--lazy", elsewhere);
            Directory.Delete(elsewhere);
        }
    }

    private void Pull(string name)
    {
        string point = Path.Combine(_folder.Folder, name);
        Tool.Run("umount", "--lazy", point);
        Directory.Delete(point);
        var rest = _mounted.Where(p => p != point).Reverse().ToArray();
        _mounted.Clear();
        foreach (string other in rest)
            _mounted.Push(other);
    }

    private BoxContents Next() => _seen.TryTake(out BoxContents? contents, Long) ? contents : throw new TimeoutException();

    private BoxContents Until(Func<BoxContents, bool> isIt)
    {
        while (true)
        {
            if (Next() is { } contents && isIt(contents))
                return contents;
        }
    }

    private Drives Watch(FileRoot? root = null, Action<BoxContents>? changed = null)
    {
        FileRoot folder = root ?? _folder.Root;
        return new Drives(
            folder, _loaders.Root, new ContentShelf(Drives.BeforeFirstScan(folder, _loaders.Root)), new BeneathOpener(), changed ?? _seen.Add, _news);
    }
}
