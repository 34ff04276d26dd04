using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Tests.Panel;

/// <summary>A box with its panel and somebody before it. Time passes as it does for the program: from look to look.</summary>
internal sealed class PanelStory
{
    private readonly PanelKeeper _keeper;
    private PanelPicture _picture;

    public PanelStory(DisplaySize? display, PanelStatus? status = null)
    {
        _keeper = new PanelKeeper(display);
        if (status is not null)
            _keeper.On(status, Now);
        _picture = Look();
    }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public List<PanelCommand> Commands { get; } = [];

    /// <summary>How often the program had to wake up.</summary>
    public int Looks { get; private set; }

    public Frame Frame => _picture.Frame!;

    public PanelPicture Picture => _picture;

    public PanelStory Tell(PanelStatus status)
    {
        _keeper.On(status, Now);
        _picture = Look();
        return this;
    }

    public PanelStory Press(PanelButton button) => Hold(button, 0.15).Wait(0.15);

    public PanelStory Hold(PanelButton button, double seconds) => Down(button).Wait(seconds).Up(button);

    public PanelStory Down(PanelButton button) => Change(button, true);

    public PanelStory Up(PanelButton button) => Change(button, false).Wait(0.05);

    /// <param name="isSeen">By whoever presses the buttons.</param>
    public PanelStory Use(DisplaySize? display, bool isSeen = true)
    {
        _keeper.UseDisplay(display, isSeen && display is not null, Now);
        _picture = Look();
        return this;
    }

    public PanelStory Refuse(string problem, string cure)
    {
        _keeper.Refuse(problem, cure, Now);
        _picture = Look();
        return this;
    }

    public PanelStory Wait(double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        while (_picture.LookAgain <= end)
        {
            Now = _picture.LookAgain;
            _picture = Look();
        }
        Now = end;
        return this;
    }

    private PanelStory Change(PanelButton button, bool isDown)
    {
        _keeper.On(new ButtonChange(button, isDown), Now);
        _picture = Look();
        return this;
    }

    private PanelPicture Look()
    {
        PanelPicture picture = _keeper.Look(Now);
        Looks++;
        if (picture.Command is { } command)
            Commands.Add(command);
        Assert.True(picture.LookAgain > Now, "The panel would spin.");
        return picture;
    }
}
