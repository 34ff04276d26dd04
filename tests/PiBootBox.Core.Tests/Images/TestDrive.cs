using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Tests.Images;

/// <summary>A drive in memory.</summary>
internal sealed class TestDrive : IDriveFiles
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = [];

    public FileRoot Root { get; init; } = new("drive", "/srv/drive");

    public DriveSettings Settings { get; set; } = DriveSettings.None;

    /// <summary>Files whose beginning was read.</summary>
    public List<string> Reads { get; } = [];

    public TestDrive With(string path, byte[]? content = null)
    {
        _files[path] = content ?? [1, 2, 3];
        return this;
    }

    public TestDrive With(string path, TestDisc disc) => With(path, disc.Image());

    public void CopyTo(TestDrive other, string folder)
    {
        foreach ((string path, byte[] content) in _files)
            other.With(folder + path, content);
    }

    /// <summary>Reading it fails as a dying stick does.</summary>
    public TestDrive WithBroken(string path)
    {
        _broken.Add(path);
        return With(path);
    }

    public IOpenedFile Open(FileEntry file)
    {
        Reads.Add(file.Path);
        if (_broken.Contains(file.Path))
            throw new IOException("Input/output error");
        return new Opened(file.Part is { } part
            ? new ExtentReader(new MemoryMedia(_files[part.Disc.Path]), part.Extents, file.Length)
            : new MemoryMedia(_files[file.Path]));
    }

    /// <summary>Files that were relied on without a look.</summary>
    public List<string> Watched { get; } = [];

    public void Watch(FileEntry file) => Watched.Add(file.Path);

    private sealed class Opened(IRandomAccess content) : IOpenedFile
    {
        public long Length => content.Length;

        public int Read(long offset, Span<byte> target) => content.Read(offset, target);

        public void Dispose()
        {
        }
    }

    public FileIndex Index(bool backwards = false)
    {
        var builder = new FileIndexBuilder(Root);
        foreach ((string path, byte[] content) in backwards ? _files.Reverse() : _files)
            builder.Add(path, content.Length, Time);
        return builder.Build();
    }

    public DriveSnapshot Recognise(bool backwards = false, DriveMemory? memory = null) =>
        ImageRecogniser.Recognise(Index(backwards), this, Settings, memory: memory);
}
