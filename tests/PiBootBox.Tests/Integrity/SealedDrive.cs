using PiBootBox.Commands;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;
using PiBootBox.Linux.Files;
using PiBootBox.Tests.Drive;

namespace PiBootBox.Tests.Integrity;

/// <summary>A drive and a pair of keys, for one test.</summary>
internal sealed class SealedDrive : IDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("pibootbox-keys-");

    public SealedDrive() => SealCommand.NewKey(Key, TextWriter.Null);

    public DriveOnDisk Disk { get; } = new();

    public string Key => Path.Combine(_keys.FullName, "own.pem");

    public List<TrustedKey> Trusted => [SealKeys.ReadPublic("own.pem.pub", File.ReadAllText(Key + ".pub"))];

    public byte[] Put(string path, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        Disk.With(path, content);
        return content;
    }

    public string SealIt(bool signed = true)
    {
        var output = new StringWriter();
        SealCommand.Run(Disk.Root, new BeneathOpener(), signed ? Key : null, output, isTerminal: false);
        return output.ToString();
    }

    /// <summary>Another byte at that place, and the file's time as it was.</summary>
    public void Alter(string path, long at)
    {
        string full = Path.Combine(Disk.Folder, path);
        DateTime time = File.GetLastWriteTimeUtc(full);
        using (FileStream file = new(full, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = at;
            int value = file.ReadByte();
            file.Position = at;
            file.WriteByte((byte)(value ^ 1));
        }
        File.SetLastWriteTimeUtc(full, time);
    }

    /// <summary>As the box reads it.</summary>
    public DriveSnapshot Read(bool requireSigned = false, List<TrustedKey>? keys = null) =>
        new DriveReader(new VerifyingOpener(new BeneathOpener()), policy: new SealPolicy(keys ?? Trusted, requireSigned)).Read(Disk.Scan());

    public FileEntry Entry(string path, bool requireSigned = false)
    {
        Assert.True(Read(requireSigned).Files.TryFind(path, out FileEntry? entry));
        return entry;
    }

    public void Dispose()
    {
        Disk.Dispose();
        _keys.Delete(recursive: true);
    }
}
