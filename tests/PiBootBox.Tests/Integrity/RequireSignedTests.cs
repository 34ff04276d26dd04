using System.Text;
using System.Text.RegularExpressions;
using PiBootBox.Core.Images;
using PiBootBox.Linux.Tests.Packet;

namespace PiBootBox.Tests.Integrity;

/// <summary>Of a box that hands out signed files only, a PC gets what was signed and nothing else: by every protocol, by every path that leads to a drive.</summary>
[Collection(CableTests.Name)]
public sealed class RequireSignedTests(RequireSignedTests.Boxes boxes) : IClassFixture<RequireSignedTests.Boxes>
{
    private const int Tail = 999;

    public static TheoryData<Fate, Way> All
    {
        get
        {
            var all = new TheoryData<Fate, Way>();
            foreach (Fate fate in Enum.GetValues<Fate>())
            {
                foreach (Way way in Enum.GetValues<Way>())
                    all.Add(fate, way);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Only_bytes_that_were_signed_leave_the_box(Fate fate, Way way)
    {
        SignedOnlyBox box = boxes.Of(fate);
        Wanted wanted = box[fate, way];
        (int status, int end, byte[] body) = box.Get("http", wanted.Path);
        (int statusOfPart, _, byte[] part) = box.Get("http", wanted.Path, "--range", $"{wanted.Altered - Tail}-{wanted.Altered}");
        (_, int endOfTftp, byte[] byTftp) = box.Get("tftp", wanted.Path);

        if (fate == Fate.Whole)
        {
            Assert.Equal((200, 0), (status, end));
            Assert.True(wanted.Content.AsSpan().SequenceEqual(body));
            Assert.Equal(206, statusOfPart);
            Assert.Equal(wanted.Content[(wanted.Altered - Tail)..(wanted.Altered + 1)], part);
            Assert.Equal(0, endOfTftp);
            Assert.True(wanted.Content.AsSpan().SequenceEqual(byTftp));
            return;
        }
        // What comes before the altered chunk may go out, and then the connection breaks.
        if (status == 200)
        {
            Assert.NotEqual(0, end);
            AssertIsGood(wanted, body);
        }
        else
        {
            Assert.Contains(status, new[] { 403, 404 });
        }
        Assert.Contains(statusOfPart, new[] { 403, 404 });
        Assert.NotEqual(0, endOfTftp);
        AssertIsGood(wanted, byTftp);
    }

    [Theory]
    [InlineData(Fate.Unsigned)]
    [InlineData(Fate.Altered)]
    [InlineData(Fate.Added)]
    [InlineData(Fate.Whole)]
    public void An_installer_gets_answers_that_were_signed_and_no_others(Fate fate)
    {
        SignedOnlyBox box = boxes.Of(fate);
        string script = Encoding.ASCII.GetString(box.Get("http", $"unattended/{ImageId.From(SignedOnlyBox.InstallerOf(fate))}.ipxe?plan=local-disk&serial=").Body);
        Match url = Regex.Match(script, " url=http://[0-9.]+/(answers/[^ ]+/preseed.cfg) ");

        Assert.Equal(fate == Fate.Whole, url.Success);
        if (url.Success)
            Assert.Equal($"{SignedOnlyBox.AnswersOf(fate)}\n", Encoding.ASCII.GetString(box.Get("http", url.Groups[1].Value).Body));
        else
            Assert.Contains("Why this machine is not installed.", script);
    }

    private static void AssertIsGood(Wanted wanted, byte[] got)
    {
        Assert.InRange(got.Length, 0, wanted.Good);
        Assert.True(wanted.Content.AsSpan(0, got.Length).SequenceEqual(got));
    }

    /// <summary>Of a drive that was signed, some files were altered, and some came later.</summary>
    public sealed class Boxes : IDisposable
    {
        private readonly SignedOnlyBox _signed = SignedOnlyBox.Signed();
        private readonly SignedOnlyBox _unsigned = SignedOnlyBox.Unsigned();

        public void Dispose()
        {
            _signed.Dispose();
            _unsigned.Dispose();
        }

        internal SignedOnlyBox Of(Fate fate) => fate == Fate.Unsigned ? _unsigned : _signed;
    }
}
