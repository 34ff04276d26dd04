using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Journal;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Http;

/// <summary>Files of the drive, asked for with curl.</summary>
public sealed class HttpFileTests
{
    [Fact]
    public async Task A_file_comes_whole_with_length_type_and_validators()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        byte[] content = box.Put("tools/memtest.efi", 100_000);

        string answer = await box.CurlAsync("/drive/tools/memtest.efi", "--include");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 100000\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/efi\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAccept-Ranges: bytes\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nLast-Modified: Sun, 01 Mar 2026 12:30:15 GMT\r\n", answer, StringComparison.Ordinal);
        Assert.Matches("\r\nETag: \"[0-9a-f]+-[0-9a-f]+\"\r\n", answer);
        Assert.Equal(Encoding.Latin1.GetString(content), Body(answer));
    }

    [Fact]
    public async Task HEAD_tells_what_GET_would_send_and_sends_nothing()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 70_000);

        string head = await box.CurlAsync("/drive/linux", "--head");
        string get = await box.CurlAsync("/drive/linux", "--include");

        Assert.Equal(head, get[..(get.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)]);
    }

    [Theory]
    [InlineData("0-0", 0, 1)]
    [InlineData("10-19", 10, 10)]
    [InlineData("69990-", 69_990, 10)]
    [InlineData("-25", 69_975, 25)]
    [InlineData("60000-99999999", 60_000, 10_000)]
    public async Task A_range_comes_as_206_with_exactly_its_bytes(string range, int first, int count)
    {
        await using HttpBox box = await HttpBox.StartAsync();
        byte[] content = box.Put("linux", 70_000);

        string answer = await box.CurlAsync("/drive/linux", "--include", "--range", range);

        Assert.StartsWith("HTTP/1.1 206 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Range: bytes {first}-{first + count - 1}/70000\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {count}\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(Encoding.Latin1.GetString(content.AsSpan(first, count)), Body(answer));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_416_with_the_length()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 70_000);

        string answer = await box.CurlAsync("/drive/linux", "--include", "--range", "70000-");

        Assert.StartsWith("HTTP/1.1 416 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Range: bytes */70000\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_the_client_has_is_304_and_a_resumed_download_goes_on()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        byte[] content = box.Put("linux", 70_000);
        string copy = Path.Combine(box.Drive, "copy"), tag = Path.Combine(box.Drive, "tag");

        string first = await box.CurlAsync("/drive/linux", "--output", copy, "--etag-save", tag, "--write-out", "%{http_code}");
        string second = await box.CurlAsync("/drive/linux", "--output", copy, "--etag-compare", tag, "--write-out", "%{http_code}");
        await File.WriteAllBytesAsync(copy, content[..50_000]);
        string third = await box.CurlAsync("/drive/linux", "--output", copy, "--continue-at", "-", "--write-out", "%{http_code} %{size_download}");

        Assert.Equal(["200", "304", "206 20000"], [first, second, third]);
        Assert.Equal(content, await File.ReadAllBytesAsync(copy));
    }

    [Theory]
    [InlineData("//drive///linux")]
    [InlineData("/drive/linux?nonce=1")]
    [InlineData("/%64rive/l%69nux")]
    public async Task Other_spellings_of_a_path_find_the_file(string path)
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 5);

        Assert.Equal("200", await box.CurlAsync(path, "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}"));
    }

    [Theory]
    [InlineData("/drive/../../../etc/hostname")]
    [InlineData("/drive/%2e%2e/%2e%2e/etc/hostname")]
    [InlineData("/drive/..%2f..%2fetc/hostname")]
    [InlineData("/drive/./linux")]
    [InlineData("/drive/linux%00.txt")]
    [InlineData("/drive%5clinux")]
    [InlineData("/drive/%c0%ae%c0%ae/linux")]
    [InlineData("/drive/linux%2")]
    [InlineData("/drive/linux%25zz")]
    public async Task Crooked_paths_are_answered_with_an_error_and_lead_nowhere(string path)
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 5);

        string status = await box.CurlAsync(path, "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}");

        Assert.Contains(status, (string[])["400", "404"]);
    }

    [Fact]
    public async Task A_missing_file_is_404_and_says_what_was_asked_for()
    {
        await using HttpBox box = await HttpBox.StartAsync();

        string answer = await box.CurlAsync("/drive/initrd.gz", "--include");

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.Equal("There is no /drive/initrd.gz on this box.\n", Body(answer));
        Assert.Equal(Step.FileAbsent, Assert.Single(box.Events.Of("/drive/initrd.gz")).Step);
    }

    [Fact]
    public async Task A_file_that_left_the_drive_after_the_scan_is_404_and_says_so()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 5);
        File.Delete(Path.Combine(box.Drive, "linux"));

        string answer = await box.CurlAsync("/drive/linux", "--include");

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.Equal("linux is not on the drive any more.\n", Body(answer));
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_answer()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("empty", 0);

        Assert.Contains("\r\nContent-Length: 0\r\n", await box.CurlAsync("/drive/empty", "--include"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_405_and_say_which_are_allowed(string method)
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 5);

        string answer = await box.CurlAsync("/drive/linux", "--include", "--request", method, "--data", "x=y");

        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET, HEAD\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_generated_menu_answers_GET_HEAD_and_Range()
    {
        await using HttpBox box = await HttpBox.StartAsync();

        Assert.Equal(HttpBox.Menu, await box.CurlAsync("/boot.ipxe"));
        Assert.Equal(HttpBox.Menu[2..7], await box.CurlAsync("/boot.ipxe", "--range", "2-6"));
        Assert.Contains($"\r\nContent-Length: {HttpBox.Menu.Length}\r\n", await box.CurlAsync("/boot.ipxe", "--head"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 416 ", await box.CurlAsync("/boot.ipxe", "--include", "--range", "1000-"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_four_clients_at_once_all_get_the_same_300_MB_in_part_or_whole()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        byte[] content = box.Put("big.iso", 300_000_000);
        string whole = Convert.ToHexString(MD5.HashData(content)), part = Convert.ToHexString(MD5.HashData(content.AsSpan(100_000_000, 5_000_000)));

        string[] sums = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            using HttpClient client = new();
            using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{box.Port}/drive/big.iso");
            // Four whole copies, and sixty parts from its middle: the machine that runs this has other work too.
            if (i >= 4)
                request.Headers.Range = new(100_000_000, 104_999_999);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return Convert.ToHexString(await MD5.HashDataAsync(await answer.Content.ReadAsStreamAsync()));
        }));

        Assert.All(sums[..4], sum => Assert.Equal(whole, sum));
        Assert.All(sums[4..], sum => Assert.Equal(part, sum));
    }

    [Fact]
    public async Task The_journal_tells_a_transfer_from_beginning_to_end()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 70_000);

        await box.CurlAsync("/drive/linux", "--output", "/dev/null");
        box.Events.Await(Step.FileDone);

        MachineEvent[] story = box.Events.Of("/drive/linux");
        Assert.Equal([Step.FileAsked, Step.FileDone], story.Select(e => e.Step));
        Assert.All(story, e => Assert.Equal(new Ipv4(0x7F000001), e.Address));
        Assert.Equal((70_000, 70_000), (story[1].Bytes, story[1].Of));
        Assert.True(box.Activity.ActiveSince(new Ipv4(0x7F000001), TimeSpan.Zero));
    }

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
