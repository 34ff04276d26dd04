using NSubstitute;
using PiBootBox.Core.Panel;
using PiBootBox.Panel;

namespace PiBootBox.Tests.Panel;

/// <summary>A panel of substitutes, a box that is healthy, and a time that a test lets pass.</summary>
internal sealed class FakePanel : IPanelBox, IDisposable
{
    public static readonly PanelWiring Wiring = new(
        ["pinctrl"],
        new Dictionary<Leds, LineWiring> { [Leds.Ready] = new(17, false, LineBias.AsIs) },
        new Dictionary<PanelButton, LineWiring> { [PanelButton.Next] = new(5, true, LineBias.PullUp), [PanelButton.Select] = new(6, true, LineBias.PullUp) },
        new DisplayWiring(DisplayChip.Ssd1306, DisplaySize.Tall, 1, 0x3C, false, 207));

    private static readonly ProfileOffer[] Offers =
        [new("menu", "Menu", false), new("local", "Local disk", false), new("debian", "Debian", false), new("wipe", "Wipe", true)];

    private Action<ButtonChange> _changed = static _ => { };

    public FakePanel(PanelWiring? wiring, bool isThere = true)
    {
        Devices.OpenLeds(Arg.Any<PanelWiring>()).Returns(Lines);
        Devices.OpenButtons(Arg.Any<PanelWiring>(), Arg.Any<Action<ButtonChange>>()).Returns(call =>
        {
            _changed = call.Arg<Action<ButtonChange>>();
            return Buttons;
        });
        Devices.OpenDisplay(Arg.Any<PanelWiring>()).Returns(_ => new Bus(this));
        IsThere = isThere;
        Loop = new PanelLoop(wiring, Devices, () => IsThere, () => Now, static () => { }, (_, sentence) => Told.Add(sentence));
    }

    public IPanelDevices Devices { get; } = Substitute.For<IPanelDevices>();

    public ILedLines Lines { get; } = Substitute.For<ILedLines>();

    public IButtonLines Buttons { get; } = Substitute.For<IButtonLines>();

    public bool IsThere { get; set; }

    /// <summary>Bytes that the display was sent.</summary>
    public int Written { get; set; }

    /// <summary>At each transfer to the display.</summary>
    public Action Write { get; set; } = static () => { };

    public PanelLoop Loop { get; }

    public List<string> Told { get; } = [];

    public List<PanelCommand> Commands { get; } = [];

    /// <summary>How often the box was asked what to show.</summary>
    public int Looks { get; private set; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1000);

    public PanelStatus Status { get; set; } = new(
        BoxPhase.Running, [], new DriveStatus("STICK", 1, null), new ProfileStatus("menu", "Menu", Offers, null), [], 0, []);

    public PanelRefusal? Refusal { get; set; }

    public PanelStatus Look(TimeSpan now)
    {
        Looks++;
        return Status;
    }

    public PanelRefusal? Do(PanelCommand command, TimeSpan now)
    {
        Commands.Add(command);
        return Refusal;
    }

    /// <summary>Turns the panel when it says that it is due, as its thread does.</summary>
    public void Pass(double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        for (int turns = 0; Now < end; turns++)
        {
            Assert.True(turns < 100 * (seconds + 1), "The panel turns without a rest.");
            TimeSpan next = Loop.Turn(this, false, Now);
            Now = next < end ? next > Now ? next : Now + TimeSpan.FromMilliseconds(1) : end;
        }
        Loop.Turn(this, false, Now);
    }

    public void Down(PanelButton button) => Change(new ButtonChange(button, true));

    public void Up(PanelButton button) => Change(new ButtonChange(button, false));

    public void Change(ButtonChange change) => _changed(change);

    public void Press(PanelButton button, double seconds = 0.1)
    {
        Down(button);
        Pass(seconds);
        Up(button);
        Pass(0.1);
    }

    public void Dispose() => Loop.Dispose();

    /// <summary>By hand: a substitute's arguments cannot be spans.</summary>
    private sealed class Bus(FakePanel panel) : IDisplayBus
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            panel.Write();
            panel.Written += bytes.Length;
        }

        public void Dispose()
        {
        }
    }
}
