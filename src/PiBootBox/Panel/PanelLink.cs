using System.Net.Sockets;
using System.Text;
using PiBootBox.Control;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>A command's side of the <see cref="PanelDesk"/>.</summary>
internal sealed class PanelLink : IAsyncDisposable
{
    private readonly NetworkStream _service;
    private readonly StreamReader _lines;

    private PanelLink(NetworkStream service) => (_service, _lines) = (service, new StreamReader(service));

    /// <exception cref="Core.CannotServeException">No service answers.</exception>
    public static async Task<PanelLink> OpenAsync(string folder, CancellationToken cancel) =>
        new(await ControlClient.AskAsync(folder, PanelDesk.Attach, cancel));

    /// <summary>The panel's next picture; the first one is there at once.</summary>
    /// <returns>Null when the service ended.</returns>
    /// <exception cref="Core.CannotServeException">It says something else.</exception>
    public async Task<PanelPicture?> NextAsync(CancellationToken cancel)
    {
        try
        {
            return await _lines.ReadLineAsync(cancel) is { } line ? PanelLine.ReadPicture(line) : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (FormatException other)
        {
            throw new Core.CannotServeException("The service is of another version than this command: restart it.", other);
        }
    }

    public async Task PressAsync(ButtonChange change)
    {
        try
        {
            await _service.WriteAsync(Encoding.ASCII.GetBytes(PanelLine.Write(change) + "\n"));
        }
        catch (IOException)
        {
            // It ended; the reader tells.
        }
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
