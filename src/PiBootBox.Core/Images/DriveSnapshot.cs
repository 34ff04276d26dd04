using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>A drive as the last scan saw it: its files, what of them boots, and what its owner set. Immutable.</summary>
/// <param name="Images">In the order of the menu.</param>
/// <param name="PassedOver">Why things that look like images are none; sorted by path.</param>
/// <param name="Problem">One sentence when the drive is missing, unreadable or empty; null when it is fine.</param>
public sealed record DriveSnapshot(
    FileIndex Files,
    IReadOnlyList<BootImage> Images,
    IReadOnlyList<PassedOver> PassedOver,
    DriveSettings Settings,
    string? Problem)
{
    /// <summary>By their paths, in ordinal order.</summary>
    public IReadOnlyList<AnswerFile> Answers { get; init; } = [];

    /// <summary>What files of checksums say of its files.</summary>
    public IReadOnlyList<FileSum> Sums { get; init; } = [];

    /// <summary>What is wrong with the drive's own manifest: sentences.</summary>
    public IReadOnlyList<string> SealTroubles { get; init; } = [];

    /// <summary>All that can be checked: the sealed files, and those that have a checksum beside them.</summary>
    public IEnumerable<FileSum> Checks
    {
        get
        {
            foreach (FileEntry file in Files.Files)
            {
                if (file.Seal is { } seal)
                    yield return new FileSum(file, seal.Whole, Seal.FileName);
            }
            foreach (FileSum sum in Sums)
                yield return sum;
        }
    }

    /// <summary>Folders that a Raspberry Pi can start from.</summary>
    public IReadOnlyList<string> PiFolders { get; } = PiBootBox.Core.Images.PiFolders.In(Files);

    /// <summary>Programs at its root with which the box starts what boot loaders cannot, such as wimboot.</summary>
    public IReadOnlyList<FileEntry> Tools { get; } = BootTools.In(Files);

    public static DriveSnapshot Without(FileRoot root, string problem) =>
        new(FileIndex.Empty(root), [], [], DriveSettings.None, problem);

    /// <param name="idOrPath">An image's id, or its path on the drive in any case.</param>
    public BootImage? FindImage(string idOrPath)
    {
        string wanted = idOrPath.Trim().Trim('/');
        return Images.FirstOrDefault(i => i.Id == wanted)
            ?? Images.FirstOrDefault(i => i.Path.Equals(Files.Root.Prefix + wanted, StringComparison.OrdinalIgnoreCase));
    }

    /// <param name="path">On the drive, in any case.</param>
    public AnswerFile? FindAnswers(string path)
    {
        string wanted = Files.Root.Prefix + path.Trim('/');
        foreach (AnswerFile answers in Answers)
        {
            if (answers.Path.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return answers;
        }
        return null;
    }

    /// <summary>What installs this machine from that image: its own answer file where it fits, else the one beside the image.</summary>
    /// <param name="machine">Null for any machine that the settings do not name.</param>
    /// <returns>Null where a person is asked.</returns>
    public AnswerFile? AnswersFor(MachineId? machine, BootImage image)
    {
        if (machine is { } known && Settings.Rules.AnswersOf(known) is { } path && FindAnswers(path) is { } own && AnswerKinds.Fits(own.Kind, image.Kind))
            return own;
        return image.Answers;
    }
}
