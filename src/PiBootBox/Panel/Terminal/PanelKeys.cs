using System.Threading.Channels;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel.Terminal;

/// <summary>Makes presses of typed keys, one after the other: a key that is typed while another is held waits for it.</summary>
internal sealed class PanelKeys(Func<ButtonChange, Task> press)
{
    public const string Help = "n next  s select  b back  N B long  S arm  E eject";

    /// <summary>Of those that are typed: a key that somebody leans on must not press for minutes.</summary>
    private const int MostWaiting = 16;

    /// <summary>Between two presses, so that they are two.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(120), Long = PressReader.LongTime + TimeSpan.FromMilliseconds(200),
        Firm = PressReader.FirmTime + TimeSpan.FromMilliseconds(200), VeryLong = PressReader.VeryLongTime + TimeSpan.FromMilliseconds(300);

    private readonly Channel<char> _typed = Channel.CreateBounded<char>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <returns>Null for a key that is no button.</returns>
    public static (PanelButton Button, TimeSpan Held)? Of(char key) => key switch
    {
        'n' => (PanelButton.Next, Short),
        's' => (PanelButton.Select, Short),
        'b' => (PanelButton.Back, Short),
        'N' => (PanelButton.Next, Long),
        'S' => (PanelButton.Select, Firm),
        'B' => (PanelButton.Back, Long),
        'E' => (PanelButton.Select, VeryLong),
        _ => null,
    };

    public void Type(char key) => _typed.Writer.TryWrite(key);

    /// <summary>Presses what is typed, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await foreach (char key in _typed.Reader.ReadAllAsync(cancel))
            await PressAsync(key, cancel);
    }

    /// <summary>Presses all of these, however many they are.</summary>
    public async Task PressAsync(string keys, CancellationToken cancel)
    {
        foreach (char key in keys)
            await PressAsync(key, cancel);
    }

    private async Task PressAsync(char key, CancellationToken cancel)
    {
        if (Of(key) is not { } held)
            return;
        await press(new ButtonChange(held.Button, IsDown: true));
        await Task.Delay(held.Held, cancel);
        await press(new ButtonChange(held.Button, IsDown: false));
        await Task.Delay(Pause, cancel);
    }
}
