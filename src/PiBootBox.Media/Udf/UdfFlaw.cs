namespace PiBootBox.Media.Udf;

/// <summary>Why something is not listed.</summary>
internal static class UdfFlaw
{
    public const string CutShort = "Lies past the end of the image: the image is cut short, copy it again.";
    public const string BadRecord = "Its record is damaged: copy the image again.";
    public const string BadFolder = "The folder's list is damaged: what follows in it is missing. Copy the image again.";
    public const string BadExtents = "The list of its pieces is damaged: copy the image again.";
    public const string Holes = "Has parts that were never written to the disc.";
    public const string TooManyPieces = "Lies on the disc in too many pieces.";
    public const string UnknownPartition = "Lies in a part of the disc that cannot be read.";
    public const string Strategy = "Is recorded for write-once discs (strategy 4096), which is not read.";
    public const string BadLink = "Is a link whose target cannot be read.";
    public const string NotRegular = "Is neither a file nor a folder.";
    public const string Loop = "Leads back to a folder that is listed already.";
    public const string TooCostly = "The disc's folders are too large: the rest is not listed.";
    public const string NoVolume = "The disc's description is damaged or incomplete: copy the image again.";
    public const string NoAnchor = "The disc's description is not where it must be: the image is cut short or damaged, copy it again.";
}
