using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>What keeps a drive from being of use.</summary>
public enum DriveTrouble
{
    None,
    /// <summary>Nobody has looked at it to the end yet.</summary>
    BeingRead,
    Absent,
    Unreadable,
    Empty,
    NothingBoots,
    /// <summary>The box is set to hand out what is signed, and nothing of it is.</summary>
    NotSigned,
}

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
    /// <summary>What <see cref="Problem"/> says, for a program.</summary>
    public DriveTrouble Trouble { get; init; }

    /// <summary>By their paths, in ordinal order.</summary>
    public IReadOnlyList<AnswerFile> Answers { get; init; } = [];

    /// <summary>What files of checksums say of its files.</summary>
    public IReadOnlyList<FileSum> Sums { get; init; } = [];

    /// <summary>What is wrong with the drive's own manifest: sentences.</summary>
    public IReadOnlyList<string> SealTroubles { get; init; } = [];

    /// <summary>All that can be checked: the sealed files, answers and settings among them, and those that have a checksum beside them.</summary>
    public IEnumerable<FileSum> Checks
    {
        get
        {
            foreach (IReadOnlyList<FileEntry> files in new[] { Files.Files, Files.Withheld })
            {
                foreach (FileEntry file in files)
                {
                    if (file.Seal is { } seal)
                        yield return new FileSum(file, seal.Whole, Seal.FileName);
                }
            }
            foreach (FileSum sum in Sums)
                yield return sum;
        }
    }

    /// <summary>Folders that a Raspberry Pi can start from, by what is handed out of them.</summary>
    public IReadOnlyList<PiFolder> PiFolders { get; } = PiBootBox.Core.Images.PiFolders.In(Files, areRefusedToo: false);

    /// <summary>Programs at its root with which the box starts what boot loaders cannot, such as wimboot.</summary>
    public IReadOnlyList<FileEntry> Tools { get; } = BootTools.In(Files);

    public static DriveSnapshot Without(FileRoot root, string problem, DriveTrouble trouble = DriveTrouble.Unreadable) =>
        new(FileIndex.Empty(root), [], [], DriveSettings.None, problem) { Trouble = trouble };

    /// <param name="idOrPath">An image's id, or its path in any case: with its drive's prefix, or without where only one drive has it.</param>
    public BootImage? FindImage(string idOrPath)
    {
        string wanted = idOrPath.Trim().Trim('/');
        return Images.FirstOrDefault(i => i.Id == wanted)
            ?? OnlyOne(Images, wanted, static image => (image.Kernel.Root, image.Path));
    }

    /// <param name="path">In any case: with its drive's prefix, or without where only one drive has it.</param>
    public AnswerFile? FindAnswers(string path) => OnlyOne(Answers, path.Trim('/'), static answers => (answers.Root, answers.Path));

    /// <summary>What is set for one stick means the same with a second one beside it, unless both have such a file: nobody is to get the wrong one.</summary>
    private static T? OnlyOne<T>(IReadOnlyList<T> all, string wanted, Func<T, (FileRoot Root, string Path)> placeOf)
        where T : class
    {
        T? found = null;
        string? drive = null;
        bool areMore = false;
        foreach (T one in all)
        {
            (FileRoot root, string path) = placeOf(one);
            if (path.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return one;
            if (path.StartsWith(root.Prefix, StringComparison.Ordinal)
                && path.AsSpan(root.Prefix.Length).Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                found ??= one;
                areMore |= (drive ??= root.Prefix) != root.Prefix;
            }
        }
        return areMore ? null : found;
    }

    /// <summary>What installs this machine from that image: its own answer file where the settings name one, else the one beside the image.</summary>
    /// <param name="machine">Null for any machine that the settings do not name.</param>
    /// <returns>Null where a person is asked; one with a problem where the machine's own cannot be used.</returns>
    public AnswerFile? AnswersFor(MachineId? machine, BootImage image)
    {
        if (machine is not { } known || Settings.Rules.AnswersOf(known) is not { } path)
            return image.Answers;
        AnswerFile? own = FindAnswers(path);
        AnswerKind? kind = AnswerKinds.Of(path);
        bool fits = kind is { } read && AnswerKinds.Fits(read, image.Kind);
        if (own is not null && fits)
            return own;
        // What installs every other machine may erase another disk than this machine's own would have.
        if (image.Answers is null && !fits)
            return null;
        return AnswerFile.Unusable(Files.Root, path, kind ?? image.Answers!.Kind, fits
            ? $"The settings name it for this machine, and it is not among the answer files that were read from the drive. Copy it there, or correct \"answers\" in {DriveSettings.FileName}."
            : $"The settings name it for this machine, and {image.Title} is installed by another kind of file. Name one that ends as {image.Answers!.Path} does, or take \"answers\" out of {DriveSettings.FileName}.");
    }
}
