using Microsoft.Win32.SafeHandles;
using PiBootBox.Core;

namespace PiBootBox.Linux.Storage;

/// <summary>The folder that outlives the program, held by one box at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly SafeFileHandle _handle;

    private StateFolder(string path, SafeFileHandle handle) => (Path, _handle) = (path, handle);

    public string Path { get; }

    /// <exception cref="CannotServeException">It cannot be made or read, or another box holds it.</exception>
    public static StateFolder Open(string path)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal(path, "cannot be made", e.Message, e);
        }
        if (StorageCalls.Access(path, StorageCalls.WriteAndSearch) != 0)
            throw Refusal(path, "cannot be written", StableFile.LastError().Message, null);
        SafeFileHandle handle = StorageCalls.Open(path, StorageCalls.ReadOnlyCloseOnExec);
        if (handle.IsInvalid)
            throw Refusal(path, "cannot be opened", StableFile.LastError().Message, null);
        if (StorageCalls.Lock(handle, StorageCalls.LockExclusiveNonBlocking) != 0)
        {
            handle.Dispose();
            throw new CannotServeException(
                $"Another pibootbox already keeps its leases in {path}: stop it, or give this one a state folder of its own.");
        }
        return new StateFolder(path, handle);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc cref="Sync(string)"/>
    public void Sync() => Sync(_handle);

    /// <summary>A new or renamed file is only there after a power cut when its folder was written too.</summary>
    /// <exception cref="IOException"/>
    public static void Sync(string folder)
    {
        using SafeFileHandle handle = StorageCalls.Open(folder, StorageCalls.ReadOnlyCloseOnExec);
        Sync(handle);
    }

    public void Dispose()
    {
        // Closing alone would leave the lock with a child process that another thread is just starting.
        _ = StorageCalls.Lock(_handle, StorageCalls.Unlock);
        _handle.Dispose();
    }

    private static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        Sync(System.IO.Path.GetDirectoryName(path) ?? "/");
    }

    private static void Sync(SafeFileHandle folder)
    {
        if (folder.IsInvalid || StorageCalls.Sync(folder) != 0)
            throw StableFile.LastError();
    }

    private static CannotServeException Refusal(string path, string what, string reason, Exception? cause) =>
        new($"The state folder {path} {what} ({reason.TrimEnd('.')}): leases have to outlive a power cut, so name a folder that the box may write.", cause);
}
