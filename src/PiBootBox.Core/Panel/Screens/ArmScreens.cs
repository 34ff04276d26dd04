using System.Globalization;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>A profile that erases disks was chosen with a short press: what it takes to have it.</summary>
internal sealed record ConfirmScreen(ProfileOffer Offer) : Screen
{
    public override string Key => $"confirm {Offer.Choice}";

    public override void Draw(Canvas canvas)
    {
        if (canvas.IsFlat)
        {
            Title(canvas, Icon.Warning, "Erases! Hold Select");
            canvas.Text(Large, new Area(0, 15, canvas.Width, Large.Height), Offer.Title);
            return;
        }
        Title(canvas, Icon.Warning, "Erases disks");
        canvas.Text(Large, new Area(0, 15, canvas.Width, Large.Height), Offer.Title);
        canvas.Fill(new Area(0, 32, canvas.Width, 1));
        Row(canvas, 37, Icon.Arrow, "Hold Select to arm it");
        Row(canvas, 47, Icon.Arrow, "Next: not this one");
    }
}

/// <summary>It is armed: whatever boots now loses its disk.</summary>
/// <param name="Left">Until the box falls back by itself.</param>
internal sealed record ArmedScreen(string Profile, TimeSpan Left) : Screen
{
    public override string Key => $"armed {Profile}";

    public override void Draw(Canvas canvas)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{(int)Left.TotalMinutes}:{Left.Seconds:00}");
        int width = Large.Measure(time);
        if (canvas.IsFlat)
        {
            Title(canvas, Icon.Warning, "ARMED: erases disks");
            canvas.Text(Large, new Area(canvas.Width - width, 15, width, Large.Height), time);
            canvas.Text(Large, new Area(0, 15, canvas.Width - width - 7, Large.Height), Profile);
            return;
        }
        Title(canvas, Icon.Warning, "ARMED: erases disks");
        canvas.Text(Large, new Area(0, 15, canvas.Width, Large.Height), Profile);
        canvas.Draw(Icon.BigWarning, 0, 35);
        canvas.Text(Large, new Area(24, 36, width, Large.Height), time);
        canvas.Text(Small, new Area(24 + width + 6, 39, canvas.Width - 30 - width, Small.Height), "left");
        canvas.Text(Small, new Area(0, 54, canvas.Width, Small.Height), "Hold Select to disarm", Side.Left);
    }
}
