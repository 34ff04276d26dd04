using System.Collections.Concurrent;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Files;
using PiBootBox.Tftp;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Tftp;

/// <summary>A TFTP endpoint on the loopback device, over a folder of its own, with all that it told.</summary>
public sealed class TftpBed : IDisposable, IVirtualTree, IMachineJournal
{
    public static readonly Ipv4 Loopback = new(0x7F000001);

    private readonly FileRoot _root = new("drive", Directory.CreateTempSubdirectory("pibootbox-tftp-").FullName);

    private readonly FileRoot _loaders;

    /// <param name="opener">What opens files; the real one if null.</param>
    public TftpBed(TftpLimits? limits = null, IFileOpener? opener = null, DriveNews? news = null)
    {
        _loaders = _root with { Name = "loaders" };
        var served = new ServedInterface("lo", 1, MacAddress.Zero, new Ipv4Subnet(Loopback, 8), Mtu: 1500);
        Endpoint = new TftpEndpoint(served, this, opener ?? new BeneathOpener(), this, Board, news ?? new DriveNews(), (limits ?? TftpLimits.Default) with { Port = 0 });
    }

    public TftpEndpoint Endpoint { get; }

    public ActivityBoard Board { get; } = new();

    public ConcurrentQueue<MachineEvent> Events { get; } = new();

    public ConcurrentQueue<string> Troubles { get; } = new();

    /// <summary>Generated files.</summary>
    public ConcurrentDictionary<string, byte[]> Memory { get; } = new();

    /// <summary>Files that lie elsewhere.</summary>
    public ConcurrentDictionary<string, TreeEntry> Entries { get; } = new();

    public IEnumerable<Step> Steps => Events.Select(e => e.Step);

    /// <summary>Puts a file of random bytes on the drive; <c>.efi</c> is of the loaders.</summary>
    public byte[] Put(string name, int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(PathOf(name), bytes);
        return bytes;
    }

    public string PathOf(string name) => Path.Combine(_root.Folder, name);

    /// <summary>Waits until the journal holds it, a few seconds at most.</summary>
    public MachineEvent Await(Step step)
    {
        Assert.True(SpinWait.SpinUntil(() => Steps.Contains(step), TimeSpan.FromSeconds(10)), $"{step} was not told; only {string.Join(", ", Steps)}");
        return Events.First(e => e.Step == step);
    }

    public TreeEntry? Find(in TreeRequest request)
    {
        if (Memory.TryGetValue(request.Path, out byte[]? bytes))
            return new MemoryEntry(bytes, "text/plain");
        if (Entries.TryGetValue(request.Path, out TreeEntry? entry))
            return entry;
        var file = new FileInfo(PathOf(request.Path));
        FileRoot root = request.Path.EndsWith(".efi", StringComparison.Ordinal) ? _loaders : _root;
        return file.Exists ? new FileEntry(root, request.Path, file.Length, file.LastWriteTimeUtc) : null;
    }

    public void Record(in MachineEvent happened) => Events.Enqueue(happened);

    public void Trouble(string kind, string sentence) => Troubles.Enqueue(sentence);

    public void RoleChanged(string port, Role role, string sentence)
    {
    }

    public void Dispose()
    {
        Endpoint.Dispose();
        Directory.Delete(_root.Folder, recursive: true);
    }
}
