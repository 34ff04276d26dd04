using System.Globalization;
using PiBootBox.Core.Panel.Fonts;
using PiBootBox.Core.Roles;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>What the box is and what it hands out, when nothing happens.</summary>
/// <param name="Hint">A word about the panel itself; else empty.</param>
internal sealed record HomeScreen(PanelStatus Status, string Hint) : Screen
{
    public override string Key => $"home {Status.Profile.Title}";

    public override void Draw(Canvas canvas)
    {
        if (canvas.IsFlat)
            DrawFlat(canvas);
        else
            DrawTall(canvas);
    }

    private void DrawTall(Canvas canvas)
    {
        int port = canvas.Turn(Status.Ports.Count, Canvas.PageTime);
        DrawPort(canvas, port);
        DrawProfile(canvas, 14);
        canvas.Fill(new Area(0, 30, canvas.Width, 1));
        DrawMachines(canvas, 34);
        DrawDrive(canvas, 44);
        if (Hint.Length > 0)
            Row(canvas, 54, Icon.Hint, Hint);
        else
            DrawCable(canvas, 54, port);
    }

    private void DrawFlat(Canvas canvas)
    {
        int hints = Hint.Length > 0 ? 1 : 0, ports = Math.Max(1, Status.Ports.Count);
        int turn = canvas.Turn(hints + ports + 2, Canvas.PageTime) - hints;
        if (turn < 0)
            Row(canvas, 2, Icon.Hint, Hint);
        else if (turn < ports)
            DrawPort(canvas, turn);
        else if (turn == ports)
            DrawMachines(canvas, 2);
        else
            DrawDrive(canvas, 2);
        DrawProfile(canvas, 15);
    }

    private void DrawProfile(Canvas canvas, int y)
    {
        int x = 0;
        if (Status.Profile.Erases)
        {
            canvas.Draw(Icon.Warning, x, y + 2);
            x = Icon.Warning.Width + 4;
        }
        canvas.Text(Large, new Area(x, y, canvas.Width - x, Large.Height), Status.Profile.Title);
    }

    private void DrawPort(Canvas canvas, int index)
    {
        PortStatus? port = index < Status.Ports.Count ? Status.Ports[index] : null;
        int end = Badge(canvas, port is null ? "No port" : Word(port.Role));
        string address = port is null ? "" : !port.HasLink ? "no cable" : port.Address is { } own ? own.Address.ToString() : "no address";
        canvas.Text(Small, new Area(end + 4, 2, canvas.Width - end - 4, 9), address, Side.Right);
    }

    private void DrawCable(Canvas canvas, int y, int index)
    {
        if (index >= Status.Ports.Count)
        {
            Row(canvas, y, Icon.NoLink, "no network port");
            return;
        }
        PortStatus port = Status.Ports[index];
        string place = Status.Ports.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{Status.Ports.Count}") : "";
        Row(canvas, y, port.HasLink ? Icon.Link : Icon.NoLink, port.HasLink ? port.Name : $"{port.Name}: no cable", place);
    }

    private void DrawMachines(Canvas canvas, int y)
    {
        int booting = 0;
        foreach (MachineStatus machine in Status.Machines)
            booting += machine.IsUp ? 0 : 1;
        Row(
            canvas, y, Icon.Machine, booting == 0 ? "none booting" : string.Create(CultureInfo.InvariantCulture, $"{booting} booting"),
            string.Create(CultureInfo.InvariantCulture, $"{Status.MachinesSeen} seen"));
    }

    private void DrawDrive(Canvas canvas, int y)
    {
        DriveStatus drive = Status.Drive;
        if (drive.Name.Length == 0)
            Row(canvas, y, Icon.Stick, drive.Problem ?? "no drive");
        else
            Row(canvas, y, Icon.Stick, drive.Problem ?? drive.Name, drive.Images == 1 ? "1 image" : string.Create(CultureInfo.InvariantCulture, $"{drive.Images} images"));
    }

    private static string Word(Role role) => role switch
    {
        Role.Server => "Server",
        Role.Proxy => "Proxy",
        Role.StandingBy => "Standby",
        Role.Listening => "Listening",
        _ => "Off",
    };
}
