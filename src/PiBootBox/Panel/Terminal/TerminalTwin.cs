using PiBootBox.Core;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel.Terminal;

/// <summary>The panel of the box in the terminal that the box was started in: <c>pibootbox run --panel terminal</c>.</summary>
public sealed class TerminalTwin : IDisposable
{
    private readonly TextWriter _output = Console.Out;
    private readonly TerminalScreen _screen = new(hasLog: true);
    private PanelView? _view;

    private TerminalTwin() => Console.SetOut(new LogPane(_screen));

    /// <summary>Takes the terminal: what is logged from now on scrolls below the panel.</summary>
    /// <exception cref="CannotServeException">There is no terminal.</exception>
    public static TerminalTwin Open() => Console.IsOutputRedirected
        ? throw new CannotServeException("There is no terminal to show the panel in: leave --panel away, and attach with 'pibootbox panel'.")
        : new TerminalTwin();

    public void Show(PanelService panel)
    {
        PanelView view = _view = panel.Attach();
        var keys = new PanelKeys(change =>
        {
            view.Press(change);
            return Task.CompletedTask;
        });
        _ = keys.RunAsync(CancellationToken.None);
        TerminalKeys.Read(keys, static () => { });
        _ = DrawAsync(view);
    }

    public void Dispose()
    {
        _view?.Dispose();
        _screen.Dispose();
        Console.SetOut(_output);
    }

    private async Task DrawAsync(PanelView view)
    {
        var text = new PanelText(colours: true);
        await foreach (PanelPicture picture in view.Pictures.ReadAllAsync())
            _screen.Show([.. text.Lines(picture, TerminalScreen.Size), $"  {PanelKeys.Help}  Ctrl-C ends the box"]);
    }
}
