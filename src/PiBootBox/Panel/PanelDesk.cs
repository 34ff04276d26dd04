using PiBootBox.Control;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>Answers <c>pibootbox panel</c>: sends each picture as a <see cref="PanelLine"/>, and takes the buttons that are pressed there.</summary>
public sealed class PanelDesk(PanelService panel)
{
    public const string Attach = "panel";

    public async Task AttachAsync(ControlConnection client, string rest)
    {
        using PanelView view = panel.Attach();
        Task<string?> said = client.ReadLineAsync();
        Task<bool> isNews = view.Pictures.WaitToReadAsync(client.Ending).AsTask();
        while (true)
        {
            if (await Task.WhenAny(said, isNews) == said)
            {
                if (await said is not { } line)
                    return;
                if (PanelLine.ReadPress(line) is { } press)
                    view.Press(press);
                said = client.ReadLineAsync();
                continue;
            }
            if (!await isNews)
                return;
            if (view.Pictures.TryRead(out PanelPicture? picture))
                await client.SendLineAsync(PanelLine.Write(picture));
            isNews = view.Pictures.WaitToReadAsync(client.Ending).AsTask();
        }
    }
}
