using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>
/// One pass over a drive. The recognisers share it: they ask what a file is, say what they found, and
/// what they claim is left alone by those that come after.
/// </summary>
public sealed class Recognition
{
    /// <summary>Files whose first bytes are read; a drive full of candidates must not take minutes.</summary>
    public const int MostReads = 4_000;

    /// <summary>Every image is a row of the menu, which takes some 200 bytes of the 512 KB that iPXE has for all it does on a BIOS PC.</summary>
    public const int MostImages = 1_000;

    private readonly IDriveFiles _drive;
    private readonly DriveMemory _memory;
    private readonly Dictionary<FileEntry, FileFacts> _facts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<FileEntry> _claimed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _claimedFolders = new(StringComparer.Ordinal);
    private readonly List<BootImage> _images = [];
    private readonly PassedOverList _passedOver = new();
    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<string, DiscImage> _discAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Folder> _folderAt = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="memory">Of earlier scans.</param>
    public Recognition(FileIndex files, IDriveFiles drive, DriveMemory memory)
    {
        (_drive, _memory) = (drive, memory);
        Files = files = DiscImages.LookInto(files, drive, memory, out IReadOnlyList<DiscImage> discs);
        Discs = discs;
        Folders =
        [
            .. files.Files
                .GroupBy(f => FolderOf(f.Path), StringComparer.Ordinal)
                .OrderBy(g => g.Key, NaturalOrder.Instance)
                .Select(g => new Folder(g.Key, [.. g.OrderBy(f => f.Path, NaturalOrder.Instance)])),
        ];
        foreach (DiscImage disc in discs)
            _discAt.TryAdd(disc.File.Path, disc);
        foreach (Folder folder in Folders)
            _folderAt.TryAdd(folder.Path, folder);
    }

    public FileIndex Files { get; }

    public IReadOnlyList<DiscImage> Discs { get; }

    /// <summary>In natural order, and so are the files of each.</summary>
    public IReadOnlyList<Folder> Folders { get; }

    /// <param name="path">Of the image's file.</param>
    public DiscImage? DiscAt(string path) => _discAt.GetValueOrDefault(path);

    /// <param name="path">In any case: of several the first in natural order.</param>
    public Folder? FolderAt(string path) => _folderAt.GetValueOrDefault(path);

    public IReadOnlyList<BootImage> Images => _images;

    public IReadOnlyList<PassedOver> PassedOver => _passedOver.Sorted();

    /// <param name="Path">The root's <see cref="FileRoot.PrefixPath"/> for the root of the drive.</param>
    public sealed record Folder(string Path, IReadOnlyList<FileEntry> Files);

    public FileFacts FactsOf(FileEntry file)
    {
        if (_facts.TryGetValue(file, out FileFacts? facts))
            return facts;
        if (_facts.Count == MostReads)
            PassOver(file.Path, $"More than {MostReads:N0} files look like boot files by name; this one and those after it were not read.");
        facts = _facts.Count < MostReads ? Read(file) : FileFacts.Nothing;
        _facts.Add(file, facts);
        return facts;
    }

    /// <summary>The first bytes of a small text file, as ASCII; empty when it is not there.</summary>
    public string ReadText(string path, int most)
    {
        if (!Files.TryFind(path, out FileEntry? file))
            return "";
        try
        {
            if (_memory.TryGetText(file, most, out ReadOnlyMemory<byte> text))
                _drive.Watch(file);
            else
                _memory.KeepText(file, text = _drive.Read(file, most));
            return System.Text.Encoding.ASCII.GetString(text.Span);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>To look further into a file than <see cref="FactsOf"/> does, for what a few bytes can say, which the next scan remembers. One look at a file.</summary>
    /// <returns>Empty where it cannot be read, which is told.</returns>
    public byte[] LookOnce(FileEntry file, Func<IOpenedFile, byte[]> look)
    {
        if (_memory.TryGetLook(file, out byte[]? found))
        {
            _drive.Watch(file);
            return found;
        }
        try
        {
            using IOpenedFile opened = _drive.Open(file);
            found = look(opened);
            _memory.KeepLook(file, found);
            return found;
        }
        catch (IOException fault)
        {
            PassOver(file, $"It could not be read: {fault.Message}");
            return [];
        }
    }

    public bool IsClaimed(FileEntry file)
    {
        if (_claimed.Contains(file))
            return true;
        for (string folder = FolderOf(file.Path); folder.Length > 0; folder = FolderOf(folder))
        {
            if (_claimedFolders.Contains(folder))
                return true;
        }
        return false;
    }

    public void Claim(FileEntry file) => _claimed.Add(file);

    /// <summary>Everything below belongs to an image that was found.</summary>
    public void ClaimFolder(string path) => _claimedFolders.Add(path);

    public void PassOver(string path, string reason) => _passedOver.Add(path, reason);

    public void PassOver(FileEntry file, string reason)
    {
        Claim(file);
        PassOver(file.Path, reason);
    }

    /// <summary>Takes an image in and claims its files. The id is made from <see cref="BootImage.Path"/>.</summary>
    public void Found(BootImage image)
    {
        Claim(image.Kernel);
        foreach (LoadedFile initrd in image.Initrds)
        {
            if (initrd.Entry is FileEntry file)
                Claim(file);
        }
        if (_images.Count == MostImages)
        {
            PassOver(image.Path, $"The menu holds {MostImages} images at most, and they were found before this one.");
            return;
        }
        string id = ImageId.From(image.Path);
        for (int n = 2; !_ids.Add(id); n++)
            id = $"{ImageId.From(image.Path)}-{n}";
        _images.Add(image with { Id = id });
    }

    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private FileFacts Read(FileEntry file)
    {
        try
        {
            if (_memory.TryGetFacts(file, out FileFacts? known))
            {
                _drive.Watch(file);
                return known;
            }
            FileFacts facts = FileFacts.Read(_drive.Read(file, FileFacts.HeadLength));
            facts = facts with { Signer = Signers.Of(_drive, file, facts) };
            _memory.KeepFacts(file, facts);
            return facts;
        }
        catch (IOException fault)
        {
            PassOver(file, $"It could not be read: {fault.Message}");
            return FileFacts.Nothing;
        }
    }
}
