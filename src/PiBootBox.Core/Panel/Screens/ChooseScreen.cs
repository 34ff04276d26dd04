using System.Globalization;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>The list of what the box can hand out, with its neighbours where there is room.</summary>
/// <param name="Active">The choice that holds now.</param>
internal sealed record ChooseScreen(IReadOnlyList<ProfileOffer> Offers, int Index, string Active) : Screen
{
    private ProfileOffer Offer => Offers[Index];

    public override string Key => $"choose {Offer.Choice}";

    public override void Draw(Canvas canvas)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{Index + 1}/{Offers.Count}");
        if (canvas.IsFlat)
        {
            int width = Small.Measure(place);
            canvas.Text(Small, new Area(canvas.Width - width, 1, width, Small.Height), place);
            canvas.Text(Small, new Area(0, 1, canvas.Width - width - 5, Small.Height), Hint);
            DrawOffer(canvas, 12);
            return;
        }
        Title(canvas, null, "PCs shall boot", place);
        if (Index > 0)
            DrawNeighbour(canvas, 13, Offers[Index - 1]);
        DrawOffer(canvas, 22);
        if (Index + 1 < Offers.Count)
            DrawNeighbour(canvas, 43, Offers[Index + 1]);
        canvas.Text(Small, new Area(0, 54, canvas.Width, Small.Height), Hint, Side.Middle);
    }

    private string Hint =>
        Offer.IsDestructive ? Offer.Choice == Active ? "Is active: erases!" : "Erases! Hold Select"
        : Offer.Choice == Active ? "Is active now"
        : "Select takes it";

    private void DrawOffer(Canvas canvas, int y)
    {
        canvas.Plate(new Area(0, y, canvas.Width, 19));
        int x = 3;
        if (Mark(Offer) is { } mark)
        {
            canvas.Draw(mark, x, y + 5, ink: false);
            x += mark.Width + 4;
        }
        canvas.Text(Large, new Area(x, y + 3, canvas.Width - x - 3, Large.Height), Offer.Title, ink: false);
    }

    private void DrawNeighbour(Canvas canvas, int y, ProfileOffer offer)
    {
        if (Mark(offer) is { } mark)
            canvas.Draw(mark, 3, y);
        canvas.Clipped(Small, new Area(15, y, canvas.Width - 15, Small.Height), offer.Title);
    }

    private Icon? Mark(ProfileOffer offer) =>
        offer.IsDestructive ? Icon.Warning : offer.Choice == Active ? Icon.Check : null;
}
