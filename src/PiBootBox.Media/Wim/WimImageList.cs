using System.Globalization;
using System.Text;

namespace PiBootBox.Media.Wim;

/// <summary>The images that the XML of a WIM file names.</summary>
internal static class WimImageList
{
    /// <summary>More than any disc: Windows' own have a dozen.</summary>
    private const int Most = 256;

    private const int MostText = 1024;

    /// <param name="utf16">Little endian, with a byte order mark.</param>
    public static IReadOnlyList<WimImage> Read(ReadOnlySpan<byte> utf16)
    {
        var images = new List<WimImage>();
        string text = Encoding.Unicode.GetString(utf16).TrimStart('\uFEFF');
        var xml = new WimXml(text);
        while (images.Count < Most && xml.TryNext())
        {
            if (xml.Part == WimXmlPart.Open && xml.Name is "IMAGE" && Number(xml.Attribute("INDEX")) is > 0 and <= int.MaxValue and var index)
                images.Add(ReadImage(ref xml, (int)index));
        }
        images.Sort(static (one, other) => one.Index.CompareTo(other.Index));
        return images;
    }

    /// <summary>An element that was never closed ends with the list.</summary>
    private static WimImage ReadImage(ref WimXml xml, int index)
    {
        (string name, string description, WimArchitecture? architecture, long bytes) = ("", "", null, 0);
        // The texts that count are children of IMAGE or of its WINDOWS: others have the same names further down.
        (int depth, string child, string grandchild) = (0, "", "");
        while (depth >= 0 && xml.TryNext())
        {
            switch (xml.Part)
            {
                case WimXmlPart.Open when ++depth == 1:
                    child = xml.Name.ToString();
                    break;
                case WimXmlPart.Open when depth == 2:
                    grandchild = xml.Name.ToString();
                    break;
                case WimXmlPart.Close:
                    depth--;
                    break;
                case WimXmlPart.Text when depth == 1 && child == "NAME":
                    name = Text(xml.Content);
                    break;
                case WimXmlPart.Text when depth == 1 && child == "DESCRIPTION":
                    description = Text(xml.Content);
                    break;
                case WimXmlPart.Text when depth == 1 && child == "TOTALBYTES":
                    bytes = Number(xml.Content) ?? 0;
                    break;
                case WimXmlPart.Text when depth == 2 && child == "WINDOWS" && grandchild == "ARCH":
                    architecture = Architecture(Number(xml.Content));
                    break;
            }
        }
        return new WimImage(index, name, description, architecture, bytes);
    }

    private static WimArchitecture? Architecture(long? number) => number switch
    {
        0 => WimArchitecture.X86,
        5 => WimArchitecture.Arm,
        9 => WimArchitecture.X64,
        12 => WimArchitecture.Arm64,
        _ => null,
    };

    private static string Text(ReadOnlySpan<char> content) =>
        WimXml.Unescape(content[..Math.Min(content.Length, MostText)]).Trim();

    private static long? Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
