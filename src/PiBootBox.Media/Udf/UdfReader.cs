using System.Diagnostics.CodeAnalysis;

namespace PiBootBox.Media.Udf;

/// <summary>
/// Lists a UDF disc (ECMA-167 with OSTA UDF 1.02 to 2.60): what Windows' installation images carry, beside an
/// ISO 9660 side that holds no more than a note.
/// </summary>
public static class UdfReader
{
    /// <param name="listing">
    /// What could be listed. A disc that is UDF but cannot be opened has no files and a remark without a path.
    /// </param>
    /// <returns>False where the medium is no UDF: an ISO 9660 disc, or none at all.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess medium, MediumBounds bounds, [NotNullWhen(true)] out Medium? listing)
    {
        listing = null;
        var found = new MediumListing(bounds);
        using var buffered = new BufferedMedium(medium, found.Stop);
        if (!UdfAnchor.IsUdf(buffered))
            return false;
        if (UdfVolume.Open(buffered, found, out UdfVolume? volume) is { } flaw)
            found.PassOver("", flaw);
        else
            new UdfTree(buffered, volume!, found).List();
        listing = found.Build(MediumFormat.Udf, volume?.Label ?? "");
        return true;
    }
}
