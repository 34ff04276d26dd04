using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>All that the files of checksums on a drive say of its files.</summary>
/// <param name="Mistakes">By the path of the file that they stand in.</param>
public sealed record DriveSums(IReadOnlyList<FileSum> Sums, IReadOnlyList<(string Path, SettingMistake Mistake)> Mistakes)
{
    public static readonly DriveSums None = new([], []);

    /// <summary>A drive may hold the unpacked copies of many discs, each with its list.</summary>
    private const int MostFiles = 1_000;

    /// <summary>A thousand lists could name one small file ten thousand times each.</summary>
    private const int MostSums = 50_000;

    private const int MostMistakes = 200;

    public static DriveSums Read(FileIndex files, IDriveFiles content)
    {
        var sums = new List<FileSum>();
        var mistakes = new List<(string, SettingMistake)>();
        var withheld = new Dictionary<string, FileEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (FileEntry file in files.Withheld)
            withheld.TryAdd(file.Path, file);
        int read = 0;
        foreach (FileEntry file in files.Files)
        {
            // What lies within a disc is not on the drive as a file, and is read far too seldom to be checked.
            if (file.Part is not null || !SumFileReader.IsSumFile(file.Path))
                continue;
            if (file.Length > SumFileReader.MostBytes || read++ >= MostFiles)
                mistakes.Add((file.Path, new SettingMistake(0, $"It was not read: it is larger than {SumFileReader.MostBytes / 1024} KB, or more than {MostFiles} such files lie on the drive.")));
            else
                ReadOne(path => files.TryFind(path, out FileEntry? found) ? found : withheld.GetValueOrDefault(path), file, content, sums, mistakes);
            if (sums.Count < MostSums && mistakes.Count < MostMistakes)
                continue;
            mistakes.Add((file.Path, new SettingMistake(0, $"What comes after this file was not read: the drive has more than {MostSums} checksums, or more than {MostMistakes} mistakes in them. Take away the lists that it does not need.")));
            break;
        }
        return new DriveSums(sums, mistakes);
    }

    private static void ReadOne(Func<string, FileEntry?> find, FileEntry file, IDriveFiles content, List<FileSum> sums, List<(string, SettingMistake)> mistakes)
    {
        string folder = Recognition.FolderOf(file.Path);
        try
        {
            (IReadOnlyList<SumLine> lines, IReadOnlyList<SettingMistake> wrong) =
                SumFileReader.Read(Recognition.NameOf(file.Path), content.Read(file, SumFileReader.MostBytes).Span);
            foreach (SettingMistake mistake in wrong)
                mistakes.Add((file.Path, mistake));
            foreach (SumLine line in lines)
            {
                // A list names whatever its site offers: what is not on this drive is no mistake.
                if (sums.Count == MostSums)
                    return;
                if (Resolve(folder, line.Path) is { } path && find(path) is { Part: null } target)
                    sums.Add(new FileSum(target, line.Sha256, $"{file.Path}, line {line.Line}"));
            }
        }
        catch (IOException fault)
        {
            mistakes.Add((file.Path, new SettingMistake(0, $"It could not be read: {fault.Message}")));
        }
    }

    private static string? Resolve(string folder, string path)
    {
        Span<char> room = stackalloc char[TreePath.Most];
        string whole = folder.Length == 0 ? path : $"{folder}/{path}";
        return TreePath.TryNormalize(whole, room, out int length) ? room[..length].ToString() : null;
    }
}
