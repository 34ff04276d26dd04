using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Diagnoses;

/// <summary>
/// From what the box knows to what is wrong, with the cure, in words for a small display: the gravest first. What is over is not
/// told any more, and a healthy box that nobody uses has nothing to tell.
/// </summary>
public static class Diagnostician
{
    public static IReadOnlyList<Diagnosis> Look(BoxFacts box)
    {
        var found = new List<Diagnosis>();
        PortTroubles.Find(box, found);
        LoaderTroubles.Find(box, found);
        box.Told.Find(box.Now, isGrave: true, found);
        DriveTroubles.Find(box, found);
        MachineTroubles.Find(box, found);
        PortTroubles.FindStandingBy(box, found);
        box.Told.Find(box.Now, isGrave: false, found);
        return found;
    }
}
