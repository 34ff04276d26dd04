using NSubstitute;
using PiBootBox.Commands;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Panel;
using PiBootBox.Panel;

namespace PiBootBox.Tests.Panel;

/// <summary>The panel over the control socket, with its thread.</summary>
public sealed class PanelDeskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-panel-").FullName;
    private readonly IMachineJournal _journal = Substitute.For<IMachineJournal>();
    private readonly FakePanel _box = new(null);
    private readonly PanelService _panel;

    public PanelDeskTests() => _panel = PanelService.Start(null, Substitute.For<IPanelDevices>(), static () => false, _journal);

    public void Dispose()
    {
        _panel.Dispose();
        _box.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Who_attaches_gets_pictures_and_presses_buttons()
    {
        _panel.Show(_box);
        await using ControlSocket? service = Open();
        await using PanelLink first = await PanelLink.OpenAsync(_folder, default);
        await using PanelLink second = await PanelLink.OpenAsync(_folder, default);
        byte[] home = await PictureAsync(first, _ => true);

        await first.PressAsync(new ButtonChange(PanelButton.Next, true));
        byte[] choosing = await PictureAsync(second, bytes => !bytes.SequenceEqual(home));
        Assert.NotEqual(home, choosing);
    }

    [Fact]
    public async Task Keys_that_a_command_presses_reach_the_box_however_many_they_are()
    {
        _panel.Show(_box);
        await using ControlSocket? service = Open();
        await PanelViewCommand.Create().Parse(["--state", _folder, "--press", new string('b', 16) + "nnns", "--png", Path.Combine(_folder, "after.png")]).InvokeAsync();
        Assert.Equal([new PanelCommand(PanelAction.Choose, "debian")], _box.Commands);
        Assert.Equal(0x89, File.ReadAllBytes(Path.Combine(_folder, "after.png"))[0]);
    }

    [Fact]
    public async Task A_client_that_says_nonsense_presses_nothing()
    {
        _panel.Show(_box);
        await using ControlSocket? service = Open();
        await using (var stream = await ControlClient.AskAsync(_folder, "panel\nselect sideways\n\nnext\n -1 down\nbutton down", default))
        {
            using var lines = new StreamReader(stream);
            Assert.NotNull(await lines.ReadLineAsync());
        }
        Assert.Empty(_box.Commands);
    }

    [Fact]
    public async Task A_box_that_fails_to_say_what_it_does_leaves_the_panel_alive()
    {
        var told = new TaskCompletionSource();
        _journal.When(journal => journal.Trouble("panel-fault", Arg.Any<string>())).Do(_ => told.TrySetResult());
        IPanelBox broken = Substitute.For<IPanelBox>();
        broken.Look(Arg.Any<TimeSpan>()).Returns(_ => throw new InvalidOperationException("a fault"));
        _panel.Show(broken);
        await told.Task.WaitAsync(TimeSpan.FromMinutes(1));

        _panel.Show(_box);
        await using ControlSocket? service = Open();
        await using PanelLink link = await PanelLink.OpenAsync(_folder, default);
        Assert.NotEmpty(await PictureAsync(link, _ => true));
    }

    [Fact]
    public async Task Without_a_service_the_command_says_so() =>
        await Assert.ThrowsAsync<CannotServeException>(() => PanelLink.OpenAsync(_folder, default));

    [Fact]
    public async Task Every_screen_is_written_as_a_picture_in_each_size_and_all_of_them_on_a_sheet()
    {
        string folder = Path.Combine(_folder, "screens");
        Assert.Equal(0, await PanelViewCommand.Create().Parse(["--png", folder, "--all"]).InvokeAsync());
        Assert.Equal(2 * (ScreenGallery.Names.Count + 1), Directory.GetFiles(folder, "*.png").Length);
    }

    private ControlSocket? Open() => ControlSocket.Open(
        _folder, new Dictionary<string, ControlHandler> { [PanelDesk.Attach] = new PanelDesk(_panel).AttachAsync }, _journal);

    private static async Task<byte[]> PictureAsync(PanelLink link, Predicate<byte[]> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            PanelPicture picture = await link.NextAsync(limit.Token) ?? throw new InvalidOperationException("The service ended.");
            if (picture.Frame?.Bytes.ToArray() is { } bytes && wanted(bytes))
                return bytes;
        }
    }
}
