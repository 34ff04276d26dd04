using System.Security.Cryptography;
using System.Text;

namespace PiBootBox.Core.Images;

/// <summary>
/// Names an image by the place of its files, so that a profile survives a new title and new neighbours.
/// The readable part may lose characters; eight digits of the path's SHA-256 tell such paths apart.
/// </summary>
public static class ImageId
{
    private const int MostReadable = 40;

    public static string From(string path)
    {
        var id = new StringBuilder(MostReadable + 9);
        foreach (char c in path)
        {
            if (id.Length == MostReadable)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                id.Append(char.ToLowerInvariant(c));
            else if (id.Length > 0 && id[^1] != '-')
                id.Append('-');
        }
        if (id.Length > 0 && id[^1] != '-')
            id.Append('-');
        return id + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 4));
    }
}
