using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Tree;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Files.FileCalls;

namespace PiBootBox.Linux.Files;

/// <summary>
/// Opens files of a drive so that nothing on the drive can lead out of it: the kernel itself refuses
/// every <c>..</c>, absolute link and magic link that would (openat2(2), RESOLVE_BENEATH; Linux 5.6).
/// The root is opened anew each time: a kept descriptor would hold a pulled drive mounted.
/// Callable from any thread.
/// </summary>
public sealed class BeneathOpener : IFileOpener
{
    // The kernel answers EAGAIN when a rename raced with a ".." in the path; a few tries are its own advice.
    private const int Tries = 8;

    /// <inheritdoc/>
    public SafeFileHandle Open(FileEntry entry, out long length)
    {
        if (entry.Part is null)
            return OpenWhole(entry, out length, out _);
        SafeFileHandle disc = OpenWhole(entry.Part.Disc, out length, out DateTimeOffset modified);
        if (length != entry.Part.Disc.Length || modified.ToUnixTimeSeconds() != entry.Part.Disc.Modified.ToUnixTimeSeconds())
        {
            disc.Dispose();
            throw new IOException($"{entry.Part.Disc.Path} on the {entry.Root.Name} has changed since its content was listed; it is being read again.");
        }
        length = entry.Length;
        return disc;
    }

    private static SafeFileHandle OpenWhole(FileEntry entry, out long length, out DateTimeOffset modified)
    {
        // The kernel's strings end at a NUL: the rest of the name would be cut off in silence.
        if (entry.PathInRoot.Length == 0 || entry.Path.Contains('\0'))
            throw new FileNotFoundException($"\"{entry.Path.Replace("\0", "\\0")}\" is no file name of the {entry.Root.Name}.");

        using SafeFileHandle root = OpenRoot(entry.Root);
        SafeFileHandle file = OpenBeneath(root, entry);
        try
        {
            (length, modified) = StateOfRegular(file, entry);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenRoot(FileRoot root)
    {
        int descriptor;
        do
            descriptor = FileCalls.Open(root.Folder, O_PATH | O_CLOEXEC);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == EINTR);

        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw Explain(Marshal.GetLastPInvokeError(), root, $"the folder {root.Folder}");
    }

    private static SafeFileHandle OpenBeneath(SafeFileHandle root, FileEntry entry)
    {
        // O_NONBLOCK: a FIFO or a device on the drive must not hold the caller before fstat names it.
        OpenHow how = new()
        {
            Flags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
            Resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
        };
        for (int left = Tries; ;)
        {
            nint descriptor = OpenAt2(SYS_openat2, root.DangerousGetHandle(), entry.PathInRoot, ref how, Marshal.SizeOf<OpenHow>());
            if (descriptor >= 0)
                return new SafeFileHandle(descriptor, ownsHandle: true);

            int error = Marshal.GetLastPInvokeError();
            if (error == EINTR || error == EAGAIN && --left > 0)
                continue;
            throw Explain(error, entry.Root, entry.Path);
        }
    }

    private static (long Length, DateTimeOffset Modified) StateOfRegular(SafeFileHandle file, FileEntry entry)
    {
        if (Stat(file, "", AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE | STATX_MTIME, out StatX stat) < 0)
            throw Explain(Marshal.GetLastPInvokeError(), entry.Root, entry.Path);

        return (stat.Mode & S_IFMT) switch
        {
            S_IFREG => ((long)stat.Size, TimeOf(stat.ModifiedSeconds)),
            S_IFDIR => throw new FileNotFoundException($"{entry.Path} on the {entry.Root.Name} is a folder, not a file."),
            _ => throw new IOException($"{entry.Path} on the {entry.Root.Name} is a pipe, socket or device, not a file."),
        };
    }

    /// <summary>As a scan tells it: a time that .NET has no value for is the epoch.</summary>
    private static DateTimeOffset TimeOf(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;

    private static IOException Explain(int error, FileRoot root, string what) => error switch
    {
        ENOENT or ENOTDIR => new FileNotFoundException($"{what} is not on the {root.Name} any more."),
        EXDEV => new IOException($"{what} on the {root.Name} is a link that leads out of it; the box does not follow it."),
        ELOOP => new IOException($"{what} on the {root.Name} is a link that leads nowhere or into the kernel; the box does not follow it."),
        EACCES => new IOException($"The box may not read {what} on the {root.Name}; make it readable for everyone."),
        EIO or ENODEV => new IOException($"The {root.Name} fails while {what} is opened; check the drive and its plug."),
        EMFILE or ENFILE => new IOException($"The box has too many files open to open {what} on the {root.Name}."),
        _ => new IOException($"{what} on the {root.Name} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
