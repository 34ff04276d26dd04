using System.Buffers.Binary;
using System.Collections.Concurrent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>
/// Which files were checked, and which of them are not what they ought to be. A verdict holds for a path, length, time and
/// expectation, as long as its drive is plugged in. Callable from any thread.
/// </summary>
public sealed class FlawBook
{
    /// <summary>Two full drives. What does not fit is checked again after a restart of the scan, and what is damaged is kept for longest.</summary>
    public const int Most = 2 * FileIndexBuilder.MostFiles;

    private readonly ConcurrentDictionary<Checked, bool> _verdicts = [];

    /// <param name="High">Half of the hash that it should have: enough to tell two expectations apart.</param>
    private readonly record struct Checked(FileRoot Root, string Path, long Length, DateTimeOffset Modified, ulong High, ulong Low)
    {
        public static Checked Of(FileSum sum) => new(
            sum.File.Root, sum.File.Path, sum.File.Length, sum.File.Modified,
            BinaryPrimitives.ReadUInt64LittleEndian(sum.Sha256.Span), BinaryPrimitives.ReadUInt64LittleEndian(sum.Sha256.Span[8..]));
    }

    /// <returns>Null when it was not checked yet.</returns>
    public bool? IsGood(FileSum sum) => _verdicts.TryGetValue(Checked.Of(sum), out bool good) ? good : null;

    /// <returns>Whether this is news.</returns>
    public bool Set(FileSum sum, bool isGood)
    {
        if (_verdicts.Count >= Most)
            MakeRoom();
        Checked key = Checked.Of(sum);
        bool isNews = !_verdicts.TryGetValue(key, out bool before) || before != isGood;
        _verdicts[key] = isGood;
        return isNews;
    }

    /// <summary>It was unplugged: what comes back may be another drive, or the same one mended, with every time as it was.</summary>
    public void Forget(FileRoot root)
    {
        foreach (Checked key in _verdicts.Keys)
        {
            if (key.Root == root)
                _verdicts.TryRemove(key, out _);
        }
    }

    private void MakeRoom()
    {
        foreach ((Checked key, bool isGood) in _verdicts)
        {
            if (isGood)
                _verdicts.TryRemove(key, out _);
        }
        if (_verdicts.Count > Most / 2)
            _verdicts.Clear();
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
        Dictionary<string, FileSum?> below = FlawsBelow(images, flawed.Values);
        for (int i = 0; i < images.Length; i++)
        {
            if ((Find(images[i], flawed) ?? below.GetValueOrDefault(images[i].Path)) is { } sum)
                images[i] = images[i] with { Flaw = new ImageFlaw(Printable.Name(Recognition.NameOf(sum.File.Path)), Sentence(sum)) };
        }
        return drive with { Images = images };
    }

    /// <summary>A system reads most of itself from what lies below it.</summary>
    /// <returns>By the paths of images; null where nothing is known.</returns>
    private static Dictionary<string, FileSum?> FlawsBelow(BootImage[] images, IEnumerable<FileSum> flawed)
    {
        var below = new Dictionary<string, FileSum?>(StringComparer.Ordinal);
        foreach (BootImage image in images)
        {
            // An image that lies at the root of its drive does not own whatever else lies there.
            if (image.Path != image.Kernel.Root.PrefixPath)
                below[image.Path] = null;
        }
        foreach (FileSum sum in flawed)
        {
            for (string path = sum.File.Path; path.Length > 0; path = Recognition.FolderOf(path))
            {
                if (below.TryGetValue(path, out FileSum? before))
                    below[path] = before ?? sum;
            }
        }
        return below;
    }

    /// <summary>What it starts from.</summary>
    private static FileSum? Find(BootImage image, Dictionary<string, FileSum> flawed)
    {
        if (flawed.TryGetValue(image.Kernel.Whole.Path, out FileSum? found))
            return found;
        foreach (LoadedFile file in image.Initrds)
        {
            if (file.Entry is FileEntry entry && flawed.TryGetValue(entry.Whole.Path, out found))
                return found;
        }
        return image.Answers is { } answers ? flawed.GetValueOrDefault(answers.Path) : null;
    }
}
