using System.Diagnostics.CodeAnalysis;
using PiBootBox.Media.Iso9660;
using PiBootBox.Media.Udf;

namespace PiBootBox.Media;

/// <summary>Reads a disc's image, whichever file system it carries.</summary>
public static class DiscReader
{
    /// <returns>False where no file system that is known begins.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess disc, MediumBounds bounds, [NotNullWhen(true)] out Medium? medium)
    {
        // Windows' discs keep their files in UDF and a note in ISO 9660. Where both list the same, ISO 9660 may also have
        // Rock Ridge's links.
        bool isIso = Iso9660Reader.TryRead(disc, bounds, out medium);
        if (UdfReader.TryRead(disc, bounds, out Medium? udf))
            medium = isIso && udf.Files.Count <= medium!.Files.Count ? WithFlawsOf(udf, medium) : udf;
        return medium is not null;
    }

    /// <summary>Of Windows' disc that is cut short only the note is left, and UDF alone knows that there was more.</summary>
    private static Medium WithFlawsOf(Medium udf, Medium iso)
    {
        var remarks = new List<MediumRemark>(iso.Remarks);
        foreach (MediumRemark remark in udf.Remarks)
        {
            if (remark.Path.Length == 0 && !remarks.Contains(remark))
                remarks.Add(remark);
        }
        return iso with { Remarks = remarks };
    }
}
