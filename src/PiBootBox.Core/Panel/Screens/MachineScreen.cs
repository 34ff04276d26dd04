using System.Globalization;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>The one machine that boots, or has just come up.</summary>
/// <param name="Profile">What the box hands out.</param>
internal sealed record MachineScreen(MachineStatus Machine, string Profile, int Seen) : Screen
{
    public override string Key => $"machine {Machine.Name} {Machine.IsUp}";

    private string Percent => Machine.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent}%") : "";

    public override void Draw(Canvas canvas)
    {
        if (canvas.IsFlat)
            DrawFlat(canvas);
        else
            DrawTall(canvas);
    }

    private void DrawTall(Canvas canvas)
    {
        int end = Badge(canvas, Machine.IsUp ? "Is up" : "Booting");
        canvas.Text(
            Small, new Area(end + 4, 2, canvas.Width - end - 4, 9),
            Machine.Rate > 0 ? ByteRate.Words(Machine.Rate) : string.Create(CultureInfo.InvariantCulture, $"{Seen} seen"), Side.Right);
        canvas.Text(Large, new Area(0, 15, canvas.Width, Large.Height), Machine.Name);
        canvas.Text(Small, new Area(0, 34, canvas.Width, Small.Height), Machine.Step);
        if (Machine.IsUp)
        {
            canvas.Draw(Icon.BigCheck, (canvas.Width - Icon.BigCheck.Width) / 2, 48);
        }
        else if (Machine.Percent is { } percent)
        {
            int width = Large.Measure(Percent);
            canvas.Text(Large, new Area(canvas.Width - width, 49, width, Large.Height), Percent);
            canvas.Bar(new Area(0, 49, canvas.Width - width - 5, 12), percent / 100.0);
        }
        else
        {
            Row(canvas, 52, Icon.Arrow, Profile);
        }
    }

    private void DrawFlat(Canvas canvas)
    {
        int room = canvas.Width;
        if (Machine.IsUp)
        {
            room -= Icon.BigCheck.Width + 4;
            canvas.Draw(Icon.BigCheck, canvas.Width - Icon.BigCheck.Width, 0);
        }
        else if (Machine.Percent is { } percent)
        {
            int width = Large.Measure(Percent);
            room -= width + 6;
            canvas.Text(Large, new Area(canvas.Width - width, 0, width, Large.Height), Percent);
            canvas.Bar(new Area(0, 27, canvas.Width, 4), percent / 100.0);
        }
        canvas.Text(Large, new Area(0, 0, room, Large.Height), Machine.Name);
        string rate = Machine.Rate > 0 ? ByteRate.Words(Machine.Rate) : "";
        int rateWidth = Small.Measure(rate);
        canvas.Text(Small, new Area(canvas.Width - rateWidth, 16, rateWidth, Small.Height), rate);
        canvas.Text(Small, new Area(0, 16, canvas.Width - (rateWidth > 0 ? rateWidth + 5 : 0), Small.Height), Machine.Step);
    }
}
