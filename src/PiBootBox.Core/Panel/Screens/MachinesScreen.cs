using System.Globalization;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>Several machines, a line for each.</summary>
internal sealed record MachinesScreen(IReadOnlyList<MachineStatus> Machines) : Screen
{
    private const int Pitch = 10, NameRoom = 58, DetailAt = 64;

    public override string Key => "machines";

    public override void Draw(Canvas canvas)
    {
        int booting = 0;
        foreach (MachineStatus machine in Machines)
            booting += machine.IsUp ? 0 : 1;
        int rows = canvas.IsFlat ? 2 : 5;
        int first = canvas.Turn((Machines.Count + rows - 1) / rows, Canvas.PageTime) * rows;
        int last = Math.Min(first + rows, Machines.Count);
        int end = Badge(canvas, string.Create(CultureInfo.InvariantCulture, $"{booting} booting"));
        string place = Machines.Count > rows
            ? string.Create(CultureInfo.InvariantCulture, $"{first + 1}-{last} of {Machines.Count}")
            : string.Create(CultureInfo.InvariantCulture, $"{Machines.Count - booting} up");
        canvas.Text(Small, new Area(end + 4, 2, canvas.Width - end - 4, 9), place, Side.Right);
        for (int i = first; i < last; i++)
            DrawRow(canvas, (canvas.IsFlat ? 12 : 13) + (i - first) * Pitch, Machines[i]);
    }

    private static void DrawRow(Canvas canvas, int y, MachineStatus machine)
    {
        canvas.Text(Small, new Area(0, y, NameRoom, Small.Height), machine.Name);
        var detail = new Area(DetailAt, y, canvas.Width - DetailAt, Small.Height);
        if (machine.IsUp)
        {
            canvas.Draw(Icon.Check, DetailAt, y);
            canvas.Clipped(Small, detail with { X = DetailAt + 11, Width = detail.Width - 11 }, "is up");
        }
        else if (machine.Percent is { } percent)
        {
            string words = string.Create(CultureInfo.InvariantCulture, $"{percent}%");
            canvas.Text(Small, detail, words, Side.Right);
            canvas.Bar(new Area(DetailAt, y, detail.Width - 27, 7), percent / 100.0);
        }
        else
        {
            canvas.Clipped(Small, detail, machine.Step);
        }
    }
}
