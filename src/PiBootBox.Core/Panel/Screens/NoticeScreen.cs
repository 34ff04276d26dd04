using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>One thing in large letters, and a line or two about it.</summary>
internal sealed record NoticeScreen(Icon Icon, string Head, string First, string Second = "") : Screen
{
    public static NoticeScreen Starting { get; } = new(Icon.Logo, "PiBootBox", "starting");

    public static NoticeScreen Ejected { get; } = new(Icon.BigEject, "Safe to unplug", "Plug in again: goes on", "Hold Select: switch off");

    public static NoticeScreen Updating { get; } = new(Icon.BigDownload, "Updating", "Leave the power on", "It restarts by itself");

    public static NoticeScreen ShuttingDown { get; } = new(Icon.BigPower, "Goodbye", "When the LEDs are out,", "wait 10 s, then unplug");

    public static NoticeScreen Chosen(string title) => new(Icon.BigCheck, title, "from the next PC on");

    public static NoticeScreen Disarmed(string title) => new(Icon.BigCheck, "Disarmed", title);

    public static NoticeScreen Waiting(string name) => new(Icon.BigHourglass, "One moment", name);

    public static NoticeScreen NotDone { get; } = new(Icon.BigCross, "Not done", "Please try again");

    public static NoticeScreen Refused(string problem, string cure) => new(Icon.BigCross, problem, cure);

    public override string Key => $"notice {Head}";

    public override void Draw(Canvas canvas)
    {
        if (canvas.IsFlat)
            DrawFlat(canvas);
        else
            DrawTall(canvas);
    }

    private void DrawTall(Canvas canvas)
    {
        if (Small.Measure(First) > canvas.Width)
        {
            DrawSentence(canvas);
            return;
        }
        int height = Icon.Height + 5 + Large.Height + 4 + (Second.Length > 0 ? 19 : 9);
        int y = (canvas.Height - height + 1) / 2;
        canvas.Draw(Icon, (canvas.Width - Icon.Width) / 2, y);
        y += Icon.Height + 5;
        canvas.Text(Large, new Area(0, y, canvas.Width, Large.Height), Head, Side.Middle);
        y += Large.Height + 4;
        canvas.Text(Small, new Area(0, y, canvas.Width, Small.Height), First, Side.Middle);
        canvas.Text(Small, new Area(0, y + 10, canvas.Width, Small.Height), Second, Side.Middle);
    }

    /// <summary>What needs several lines has the icon beside its head.</summary>
    private void DrawSentence(Canvas canvas)
    {
        int x = Icon.Width + 6;
        canvas.Draw(Icon, 0, 1);
        canvas.Text(Large, new Area(x, 1, canvas.Width - x, Large.Height), Head);
        canvas.Block(Small, new Area(0, 21, canvas.Width, canvas.Height - 21), First, 10);
    }

    private void DrawFlat(Canvas canvas)
    {
        int x = Icon.Width + 5;
        canvas.Draw(Icon, 0, (canvas.Height - Icon.Height) / 2);
        canvas.Text(Large, new Area(x, 2, canvas.Width - x, Large.Height), Head);
        canvas.Text(Small, new Area(x, 20, canvas.Width - x, Small.Height), Second.Length > 0 && canvas.Turn(2, Canvas.PageTime) == 1 ? Second : First);
    }
}
