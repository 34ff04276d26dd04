using System.Text;
using System.Text.RegularExpressions;
using NSubstitute;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Tests.Drive;
using PiBootBox.Tests.Http;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Answers;

/// <summary>A real drive, a real web server, and curl as the installer.</summary>
public sealed class HttpAnswersTests : IDisposable
{
    private const string Preseed = "d-i passwd/root-password password {{secret}}\r\nd-i preseed/late_command string wget -O- {{done}}\r\n";

    private static readonly MachineId Pc = new MacAddress(0x525400123456);

    private readonly DriveOnDisk _drive = new();
    private readonly InstallBook _installs = new();
    private readonly VirtualTree _tree;
    private readonly ContentShelf _shelf;
    private readonly string _id;

    public HttpAnswersTests()
    {
        _drive.With("debian-installer/amd64/linux", Media.Tests.SmallBootFiles.Kernel("6.1.0-37-amd64"));
        _drive.With("debian-installer/amd64/initrd.gz", Media.Tests.SmallBootFiles.GzipInitrd());
        _drive.With("debian-installer/amd64.preseed", Encoding.ASCII.GetBytes(Preseed));
        _drive.With("pibootbox.json", """{ "values": { "secret": "p4ss word" } }"""u8.ToArray());
        DriveSnapshot snapshot = _drive.Read();
        Assert.Empty(snapshot.Settings.Mistakes);
        _shelf = new ContentShelf(new BoxContents(snapshot, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        _tree = new VirtualTree(_shelf, new MenuShelf(_shelf, new BootPlanner(_shelf, new BoxIdentity("box")), new BoxIdentity("box")));
        _id = Assert.Single(snapshot.Images).Id;
    }

    private Task<HttpBox> StartAsync() => HttpBox.StartAsync(desk: journal =>
    {
        var machines = Substitute.For<IMachineDirectory>();
        machines.MachineAt(new Ipv4(0x7F000001)).Returns(Pc);
        return new AnswerDesk(_shelf, new BoxIdentity("box"), machines, new MachineTokens(new byte[32]), _installs, journal);
    });

    public void Dispose() => _drive.Dispose();

    [Fact]
    public async Task An_installer_gets_its_answers_and_reports_its_end()
    {
        await using HttpBox box = await StartAsync();

        string script = await box.CurlAsync($"/unattended/{_id}.ipxe?plan=image-{_id}&serial=");
        string url = Regex.Match(script, " url=http://127.0.0.1(/answers/[^ ]+/preseed.cfg) ").Groups[1].Value;
        string answers = await box.CurlAsync(url);
        string done = Regex.Match(answers, "^d-i passwd/root-password password p4ss word\r\nd-i preseed/late_command string wget -O- http://127.0.0.1(/done/[^ \r]+)\r\n$").Groups[1].Value;

        Assert.Equal("404", await StatusAsync(box, done, "--head"));
        Assert.False(_installs.Of(Pc)!.Value.IsDone);
        Assert.Equal("200", await StatusAsync(box, done, "--data", "log=much"));
        Assert.True(_installs.Of(Pc)!.Value.IsDone);
        Assert.Equal("200", await StatusAsync(box, done));
        Assert.Equal(Step.Installed, box.Events.Await(Step.Installed).Step);
    }

    [Theory]
    [InlineData("Origin: http://evil.example")]
    [InlineData("Referer: http://evil.example/")]
    [InlineData("sec-fetch-mode: no-cors")]
    public async Task A_page_in_a_browser_installs_nothing(string field)
    {
        await using HttpBox box = await StartAsync();

        Assert.DoesNotContain("kernel", await box.CurlAsync($"/unattended/{_id}.ipxe?plan=local-disk", "--header", field));
        Assert.Null(_installs.Of(Pc));
    }

    [Theory]
    [InlineData("/done/x", "PUT", "405")]
    [InlineData("/done/x", "POST", "404")]
    [InlineData("/done/x", "GET", "404")]
    [InlineData("/answers/x/preseed.cfg", "GET", "404")]
    [InlineData("/answers/x/preseed.cfg", "POST", "405")]
    [InlineData("/unattended/x.ipxe", "POST", "405")]
    [InlineData("/boot.ipxe", "POST", "405")]
    [InlineData("/Done/x", "POST", "405")]
    public async Task Nothing_else_can_be_posted_and_a_wrong_token_is_not_there(string path, string method, string status)
    {
        await using HttpBox box = await StartAsync();

        Assert.Equal(status, await StatusAsync(box, path, "--request", method));
    }

    [Fact]
    public async Task A_long_report_is_cut_off()
    {
        await using HttpBox box = await StartAsync();
        _installs.Started(Pc, _id, isChosen: true);
        string done = "/done/" + new MachineTokens(new byte[32]).For(Pc, TokenUse.Done, 1);

        string answer = box.Exchange($"POST {done} HTTP/1.1\r\nHost: box\r\nContent-Length: 1000000000\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drive/debian-installer/amd64.preseed")]
    [InlineData("DRIVE/DEBIAN-INSTALLER/AMD64.PRESEED")]
    [InlineData("drive//debian-installer/amd64.preseed")]
    [InlineData("drive\\debian-installer\\amd64.preseed")]
    [InlineData("debian-installer/amd64.preseed")]
    [InlineData("drive/pibootbox.json")]
    [InlineData("drive/PIBOOTBOX.JSON")]
    public void No_path_of_any_protocol_leads_to_an_answer_file(string path)
    {
        foreach (TreeProtocol protocol in Enum.GetValues<TreeProtocol>())
        {
            Assert.Null(_tree.Find(new TreeRequest(path, new Ipv4(0x0A000002), new Ipv4(0x0A000001), protocol, TimeSpan.Zero)));
            Assert.Null(_tree.Find(new TreeRequest($"image/{_id}/content.preseed", new Ipv4(0x0A000002), new Ipv4(0x0A000001), protocol, TimeSpan.Zero)));
        }
        Assert.NotNull(_tree.Find(new TreeRequest("drive/debian-installer/amd64/linux", new Ipv4(0x0A000002), new Ipv4(0x0A000001), TreeProtocol.Http, TimeSpan.Zero)));
        Assert.DoesNotContain(_shelf.Current.Drive.Files.Files, file => file.Path.EndsWith("preseed", StringComparison.Ordinal));
    }

    private static Task<string> StatusAsync(HttpBox box, string path, params string[] arguments) =>
        box.CurlAsync(path, [.. arguments, "--output", "/dev/null", "--write-out", "%{http_code}"]);
}
