using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Drive;

/// <summary>
/// Keeps what the scans of one drive learn, across scans and in the state folder across restarts. It is a convenience: without it
/// a drive is read in full. Of the drive's own thread.
/// </summary>
internal sealed class DriveMemoryKeeper
{
    private const string FileName = "index";

    /// <summary>While images are being copied every scan learns something, and the state folder lies on a flash card.</summary>
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(30);

    /// <summary>Sticks come from anywhere; those on which nothing changed for longest are forgotten.</summary>
    private const int MostFiles = 16;

    private readonly string _folder;
    private readonly KeptFile _file;
    private readonly IMachineJournal _journal;
    private DriveMemory? _memory;
    private bool _isWritten = true;
    private TimeSpan _lastWrite = TimeSpan.MinValue;

    /// <param name="folder">The state folder, which is there.</param>
    /// <param name="volume">What tells this drive from another one at its place; empty where nobody knows it.</param>
    public DriveMemoryKeeper(string folder, FileRoot root, string volume, IMachineJournal journal)
    {
        (_folder, _journal) = (folder, journal);
        _file = new KeptFile(folder, root.Prefix.Length + volume.Length == 0 ? FileName : $"{FileName}-{ImageId.From($"{root.Prefix}{volume}")}");
    }

    /// <summary>For the next scan.</summary>
    public DriveMemory Begin() => new(_memory ??= Load());

    /// <param name="memory">That a scan has gone through with.</param>
    public void Keep(DriveMemory memory)
    {
        _isWritten &= !memory.IsChanged;
        _memory = memory.Alone();
    }

    /// <summary>Writes what is not written yet, now and then.</summary>
    public void Write()
    {
        TimeSpan now = BootClock.Now;
        if (_isWritten || _memory is null || _lastWrite != TimeSpan.MinValue && now - _lastWrite < BetweenWrites)
            return;
        _lastWrite = now;
        try
        {
            _file.Replace(DriveMemoryFormat.Write(_memory));
            _isWritten = true;
            Prune();
        }
        catch (IOException fault)
        {
            _journal.Trouble("drive-memory", $"What is on the drive cannot be kept in {_file.Path} ({fault.Message.TrimEnd('.')}): after a restart the box reads the drive in full. Free some space, or replace the card.");
        }
    }

    // Whatever is wrong with the file, the drive itself tells it all again.
    private DriveMemory Load()
    {
        try
        {
            if (_file.Read(DriveMemoryFormat.MostBytes) is { } bytes && DriveMemoryFormat.TryRead(bytes, out DriveMemory? memory))
                return memory;
        }
        catch (IOException)
        {
        }
        return new DriveMemory();
    }

    private void Prune()
    {
        FileInfo[] files = new DirectoryInfo(_folder).GetFiles(FileName + "-*");
        Array.Sort(files, static (a, b) => b.LastWriteTimeUtc.CompareTo(a.LastWriteTimeUtc));
        foreach (FileInfo old in files.Skip(MostFiles))
            old.Delete();
    }
}
