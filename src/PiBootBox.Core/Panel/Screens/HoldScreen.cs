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
        if (canvas.IsFlat)
        {
            Title(canvas, icon, Name);
            canvas.Text(Small, new Area(0, 13, canvas.Width, Small.Height), $"{advice}: {ShortWords}", Side.Middle);
            canvas.Bar(new Area(0, 23, canvas.Width, 8), Share);
            return;
        }
        Title(canvas, icon, Words);
        canvas.Text(Large, new Area(0, 15, canvas.Width, Large.Height), Name);
        canvas.Bar(new Area(0, 35, canvas.Width, 12), Share);
        canvas.Text(Small, new Area(0, 52, canvas.Width, Small.Height), advice, Side.Middle);
    }

    private string ShortWords => Action switch
    {
        PanelAction.Arm => "arm",
        PanelAction.Eject => "eject",
        _ => "off",
    };

    private string Words => Action switch
    {
        PanelAction.Arm => "Arm: erases disks",
        PanelAction.Eject => "Eject the drive",
        _ => "Switch the box off",
    };
}
