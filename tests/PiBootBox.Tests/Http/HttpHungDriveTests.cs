using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Http;

namespace PiBootBox.Tests.Http;

/// <summary>A drive on which every call blocks in the kernel, as a dying stick's do.</summary>
public sealed class HttpHungDriveTests
{
    private sealed class HungDrive(IFileOpener real, ManualResetEventSlim answers) : IFileOpener
    {
        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            answers.Wait();
            return real.Open(entry, out length);
        }
    }

    [Fact]
    public async Task Threads_that_a_hung_drive_keeps_take_nobodys_place_and_their_number_is_bounded()
    {
        using ManualResetEventSlim answers = new();
        HttpLimits limits = new() { Connections = 1, StuckThreads = 1, StallTime = TimeSpan.FromMilliseconds(100) };
        await using HttpBox box = await HttpBox.StartAsync(limits, real => new HungDrive(real, answers));
        box.Put("linux", "kernel"u8.ToArray());
        using Socket stuck = box.Connect();
        stuck.Send("GET /drive/linux HTTP/1.1\r\nHost: box\r\n\r\n"u8);

        await AskUntil(box, "/boot.ipxe", HttpBox.Menu);
        Assert.Contains("gave nothing", box.Events.Await(Step.FileFailed).Why, StringComparison.Ordinal);
        string refused = await AskUntil(box, "/drive/linux", "check the drive and its plug, or restart the box.\n");
        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);

        answers.Set();
        await AskUntil(box, "/drive/linux", "\r\n\r\nkernel");
    }

    /// <summary>A place is given back a moment after an answer's end, and the front looks once a second: asks for at most ten.</summary>
    private static async Task<string> AskUntil(HttpBox box, string path, string end)
    {
        string answer = "";
        for (int tries = 0; tries < 200; tries++)
        {
            answer = box.Exchange($"GET {path} HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n");
            if (answer.EndsWith(end, StringComparison.Ordinal))
                return answer;
            await Task.Delay(50);
        }
        Assert.Fail($"the last answer was: {answer}");
        return answer;
    }
}
