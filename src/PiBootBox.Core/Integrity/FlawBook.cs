using System.Collections.Concurrent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>
/// Which files were checked, and which of them are not what they ought to be. A verdict holds for a path, length, time and
/// expectation, as long as the program runs. Callable from any thread.
/// </summary>
public sealed class FlawBook
{
    /// <summary>More would be a drive that is made to hurt; what does not fit is checked again.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<Checked, bool> _verdicts = [];

    private readonly record struct Checked(string Path, long Length, DateTimeOffset Modified, string Expected)
    {
        public static Checked Of(FileSum sum) =>
            new(sum.File.Path, sum.File.Length, sum.File.Modified, Convert.ToHexString(sum.Sha256.Span));
    }

    /// <returns>Null when it was not checked yet.</returns>
    public bool? IsGood(FileSum sum) => _verdicts.TryGetValue(Checked.Of(sum), out bool good) ? good : null;

    /// <returns>Whether this is news.</returns>
    public bool Set(FileSum sum, bool isGood)
    {
        if (_verdicts.Count >= Most)
            _verdicts.Clear();
        Checked key = Checked.Of(sum);
        bool isNews = !_verdicts.TryGetValue(key, out bool before) || before != isGood;
        _verdicts[key] = isGood;
        return isNews;
    }

    /// <summary>A sentence for a log, a row and a terminal.</summary>
    public static string Sentence(FileSum sum) =>
        Printable.Text($"{sum.File.Path} is not what {sum.Source} says: it is damaged or was altered. Copy it again from where it came from.");

    /// <summary>The same drive, with the images marked that are known to be damaged.</summary>
    public DriveSnapshot Mark(DriveSnapshot drive)
    {
        var flawed = new Dictionary<string, FileSum>(StringComparer.Ordinal);
        foreach (FileSum sum in drive.Checks)
        {
            if (sum.File.Refusal is not null || IsGood(sum) == false)
                flawed.TryAdd(sum.File.Path, sum);
        }
        if (flawed.Count == 0)
            return drive;
        BootImage[] images = [.. drive.Images];
        for (int i = 0; i < images.Length; i++)
        {
            if (Find(images[i], flawed) is { } sum)
                images[i] = images[i] with { Flaw = new ImageFlaw(Printable.Name(Recognition.NameOf(sum.File.Path)), Sentence(sum)) };
        }
        return drive with { Images = images };
    }

    /// <summary>What it starts from, then what lies below it: a system reads most of itself from there.</summary>
    private static FileSum? Find(BootImage image, Dictionary<string, FileSum> flawed)
    {
        if (flawed.TryGetValue(image.Kernel.Whole.Path, out FileSum? found))
            return found;
        foreach (LoadedFile file in image.Initrds)
        {
            if (file.Entry is FileEntry entry && flawed.TryGetValue(entry.Whole.Path, out found))
                return found;
        }
        // An image that lies at the root of its drive does not own whatever else lies there.
        string root = image.Kernel.Root.PrefixPath;
        if (image.Path == root)
            return null;
        foreach (FileSum sum in flawed.Values)
        {
            if (sum.File.Path.StartsWith(image.Path, StringComparison.Ordinal)
                && (sum.File.Path.Length == image.Path.Length || sum.File.Path[image.Path.Length] == '/'))
                return sum;
        }
        return null;
    }
}
