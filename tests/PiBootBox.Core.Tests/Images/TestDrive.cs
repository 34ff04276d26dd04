using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Images;

/// <summary>A drive in memory.</summary>
internal sealed class TestDrive : IFileHeads
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = [];

    public FileRoot Root { get; } = new("drive", "/srv/drive");

    public DriveSettings Settings { get; set; } = DriveSettings.None;

    /// <summary>Files whose beginning was read.</summary>
    public List<string> Reads { get; } = [];

    public TestDrive With(string path, byte[]? content = null)
    {
        _files[path] = content ?? [1, 2, 3];
        return this;
    }

    /// <summary>Reading it fails as a dying stick does.</summary>
    public TestDrive WithBroken(string path)
    {
        _broken.Add(path);
        return With(path);
    }

    public ReadOnlyMemory<byte> Read(FileEntry file, int most, long offset = 0)
    {
        Reads.Add(file.Path);
        if (_broken.Contains(file.Path))
            throw new IOException("Input/output error");
        byte[] content = _files[file.Path];
        int at = (int)Math.Min(offset, content.Length);
        return content.AsMemory(at, Math.Min(most, content.Length - at));
    }

    public FileIndex Index(bool backwards = false)
    {
        var builder = new FileIndexBuilder(Root);
        foreach ((string path, byte[] content) in backwards ? _files.Reverse() : _files)
            builder.Add(path, content.Length, Time);
        return builder.Build();
    }

    public DriveSnapshot Recognise(bool backwards = false) => ImageRecogniser.Recognise(Index(backwards), this, Settings);
}
