namespace PiBootBox.Core.Dhcp;

/// <summary>The shapes for one kind of client and one role of the box, the usual one first.</summary>
/// <param name="first">
/// The number of the first shape, with the others after it; no other rungs have these numbers. 0 belongs to none:
/// it stands for the usual shape of whichever rungs.
/// </param>
internal sealed class OfferRungs(byte first, OfferShape[] shapes)
{
    public int Count => shapes.Length;

    public OfferShape Usual => shapes[0];

    public OfferShape this[int rung] => shapes[rung];

    public byte NumberOf(int rung) => rung == 0 ? (byte)0 : (byte)(first + rung);

    /// <summary>0 for the number of another kind's shape.</summary>
    public int RungOf(byte number) => number > first && number < first + shapes.Length ? number - first : 0;
}
