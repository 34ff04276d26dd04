using Microsoft.Extensions.Logging;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Hosting;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Hosting;

public class DriveLogTests
{
    private static readonly FileRoot Root = new("drive", "/srv/pxe");

    private readonly Lines _log = new();
    private readonly DriveLog _told;

    public DriveLogTests() => _told = new DriveLog(_log, MachineSection.None);

    [Fact]
    public void Only_what_is_new_is_told_and_what_comes_back_is_told_again()
    {
        _told.Tell(With(null, "A wrong key."));
        Assert.Equal(
            ["There are no boot loaders in /loaders", "pibootbox.json on the drive, line 3: A wrong key.", "Images on the drive: 0; passed over: 0"],
            _log.Take().Select(line => line.Split(": only")[0].Split(" (")[0]));

        _told.Tell(With(null, "A wrong key.", "Another one."));
        Assert.Equal(["pibootbox.json on the drive, line 3: Another one."], _log.Take());

        _told.Tell(With("It is gone."));
        Assert.Equal(["It is gone."], _log.Take());
        _told.Tell(With(null));
        Assert.Single(_log.Take());
    }

    [Fact]
    public void A_drive_full_of_mistakes_does_not_fill_the_log()
    {
        _told.Tell(With(null, [.. Enumerable.Range(0, 200).Select(i => $"Mistake {i}.")]));

        Assert.InRange(_log.Take().Count, 10, 50);
    }

    private static BoxContents With(string? problem, params string[] mistakes) => new(
        new DriveSnapshot(
            FileIndex.Empty(Root), [], [],
            DriveSettings.None with { Mistakes = [.. mistakes.Select(sentence => new SettingMistake(3, sentence))] }, problem),
        FileIndex.Empty(new FileRoot("loaders", "/loaders")));

    private sealed class Lines : ILogger
    {
        private readonly List<string> _lines = [];

        public List<string> Take()
        {
            List<string> taken = [.. _lines];
            _lines.Clear();
            return taken;
        }

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Add(formatter(state, exception));

        public bool IsEnabled(LogLevel level) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
