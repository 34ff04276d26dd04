using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>What happens if the button stays down: it can still be let go.</summary>
/// <param name="Name">Of what it happens to.</param>
/// <param name="Share">How much of the time has passed, from 0 to 1.</param>
internal sealed record HoldScreen(PanelAction Action, string Name, double Share) : Screen
{
    public override string Key => $"hold {Action}";

    public override void Draw(Canvas canvas)
    {
        Icon? icon = Action == PanelAction.Arm ? Icon.Warning : null;
        string advice = Share < 1 ? "Keep holding" : "Let go now";
        Title(canvas, icon, Words);
        canvas.Text(Large, new Area(0, canvas.IsFlat ? 12 : 15, canvas.Width, Large.Height), canvas.IsFlat ? advice : Name);
        if (canvas.IsFlat)
        {
            canvas.Bar(new Area(0, 27, canvas.Width, 4), Share);
            return;
        }
        canvas.Bar(new Area(0, 35, canvas.Width, 12), Share);
        canvas.Text(Small, new Area(0, 52, canvas.Width, Small.Height), advice, Side.Middle);
    }

    private string Words => Action switch
    {
        PanelAction.Arm => "Arm: erases disks",
        PanelAction.Eject => "Eject the drive",
        _ => "Switch the box off",
    };
}
