using System.CommandLine;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Panel;
using PiBootBox.Panel;
using PiBootBox.Panel.Terminal;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox panel</c>: the panel of the running service, in a terminal, as text or as a picture.</summary>
public static class PanelViewCommand
{
    private const int Fine = 0, NoService = 2;

    public static Command Create()
    {
        var service = new ServiceFolder();
        var text = new Option<bool>("--text") { Description = "Print what it shows now, and end" };
        var press = new Option<string?>("--press") { Description = $"Press these first, as the keys of the view: {PanelKeys.Help}", HelpName = "KEYS" };
        var png = new Option<string?>("--png") { Description = "Write what it shows now as a PNG file, and end", HelpName = "FILE|DIR" };
        var all = new Option<bool>("--all") { Description = "With --png DIR: every screen there is, in each size, without a service" };
        var command = new Command("panel", "Show the panel of the running service, and press its buttons") { text, press, png, all };
        service.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                string? file = parsed.GetValue(png);
                if (parsed.GetValue(all))
                    return PanelPictures.WriteAll(file ?? throw new CannotServeException("--all writes pictures: name a folder with --png DIR."));
                string folder = service.In(parsed);
                string? keys = parsed.GetValue(press);
                if (file is null && keys is null && !parsed.GetValue(text))
                    return await AttachAsync(folder, cancel);
                PanelPicture picture = await OnceAsync(folder, keys ?? "", cancel);
                if (file is not null)
                    PanelPictures.Write(file, picture);
                else
                    await Console.Out.WriteLineAsync(string.Join('\n', new PanelText(colours: false).Lines(picture, (0, 0))));
                return Fine;
            }
            catch (CannotServeException reason)
            {
                await Console.Error.WriteLineAsync($"pibootbox: {reason.Message}");
                return NoService;
            }
        });
        return command;
    }

    /// <summary>Until <c>q</c>, Ctrl-C, or the end of the service.</summary>
    private static async Task<int> AttachAsync(string folder, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
            throw new CannotServeException("There is no terminal to show the panel in: ask for --text or --png.");
        using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using PanelLink panel = await PanelLink.OpenAsync(folder, quit.Token);
        var keys = new PanelKeys(change => panel.PressAsync(change));
        using var screen = new TerminalScreen(hasLog: false);
        TerminalKeys.Read(keys, quit.Cancel);
        _ = keys.RunAsync(quit.Token);
        var text = new PanelText(colours: true);
        try
        {
            while (await panel.NextAsync(quit.Token) is { } picture)
                screen.Show([.. text.Lines(picture, TerminalScreen.Size), $"  {PanelKeys.Help}  q leaves"]);
        }
        catch (OperationCanceledException)
        {
            return Fine;
        }
        throw ControlClient.Dropped;
    }

    /// <summary>Wakes the display where it sleeps, presses the keys, and takes what is shown once that had its effect.</summary>
    private static async Task<PanelPicture> OnceAsync(string folder, string typed, CancellationToken cancel)
    {
        await using PanelLink panel = await PanelLink.OpenAsync(folder, cancel);
        PanelPicture picture = await NextAsync();
        // Where no display is wired, the one for those who look comes with them.
        while (picture.Frame is null)
            picture = await NextAsync();
        // A press on a sleeping display only wakes it.
        string keyed = picture.Light == PanelLight.Off ? "b" + typed : typed;
        foreach (char key in keyed)
        {
            if (PanelKeys.Of(key) is null)
                throw new CannotServeException($"'{key}' is no key of the panel: {PanelKeys.Help}.");
        }
        var keys = new PanelKeys(change => panel.PressAsync(change));
        Task pressed = keyed.Length > 0 ? SettleAsync(keys.PressAsync(keyed, cancel)) : Task.CompletedTask;
        while (!pressed.IsCompleted)
        {
            Task<PanelPicture> next = NextAsync();
            if (await Task.WhenAny(next, pressed) == pressed)
                break;
            picture = await next;
        }
        await pressed;
        return picture;

        async Task<PanelPicture> NextAsync() => await panel.NextAsync(cancel) ?? throw ControlClient.Dropped;

        async Task SettleAsync(Task keysPressed)
        {
            await keysPressed;
            // What was asked for is answered on the display within this time.
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }
    }
}
