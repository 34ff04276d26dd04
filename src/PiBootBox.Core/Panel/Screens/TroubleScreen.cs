using System.Globalization;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>What is wrong, and what to do.</summary>
/// <param name="Index">Among all troubles, from 0.</param>
internal sealed record TroubleScreen(Diagnosis Diagnosis, int Index, int Count) : Screen
{
    private const int Pitch = 9;

    public override string Key => $"trouble {Diagnosis.Kind} {Diagnosis.Problem}";

    public override void Draw(Canvas canvas)
    {
        string place = Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Index + 1}/{Count}") : "";
        if (canvas.IsFlat)
        {
            Title(canvas, Icon.Warning, Diagnosis.Problem, place);
            DrawCure(canvas, 13);
            return;
        }
        Title(canvas, Icon.Warning, "Trouble", place);
        DrawCure(canvas, DrawProblem(canvas));
    }

    /// <summary>In large letters if that leaves room for the cure.</summary>
    private int DrawProblem(Canvas canvas)
    {
        int large = WrappedText.Lines(Large, Diagnosis.Problem, canvas.Width).Count;
        if (large <= 2)
        {
            canvas.Block(Large, new Area(0, 14, canvas.Width, large * Large.Height), Diagnosis.Problem, Large.Height);
            return 14 + large * Large.Height + (large == 1 ? 5 : 0);
        }
        int small = Math.Min(3, WrappedText.Lines(Small, Diagnosis.Problem, canvas.Width).Count);
        canvas.Block(Small, new Area(0, 14, canvas.Width, small * Pitch), Diagnosis.Problem, Pitch);
        return 14 + small * Pitch + 4;
    }

    private void DrawCure(Canvas canvas, int y)
    {
        canvas.Draw(Icon.Arrow, 0, y);
        canvas.Block(Small, new Area(10, y, canvas.Width - 10, canvas.Height - y), Diagnosis.Cure, Pitch);
    }
}
