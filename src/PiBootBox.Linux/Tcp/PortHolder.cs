using System.Globalization;

namespace PiBootBox.Linux.Tcp;

/// <summary>Finds the program that listens on a port, in the kernel's own tables.</summary>
public static class PortHolder
{
    private const string Listening = "0A";

    /// <returns>
    /// For a message, such as <c>nginx (process 812)</c>; null when it cannot be told: processes of
    /// other users are hidden from an unprivileged box.
    /// </returns>
    public static string? OfTcp(int port)
    {
        try
        {
            HashSet<string> sockets = [.. ListeningInodes("/proc/net/tcp", port), .. ListeningInodes("/proc/net/tcp6", port)];
            sockets.Remove("0");
            return sockets.Count == 0 ? null : Owner([.. sockets.Select(inode => $"socket:[{inode}]")]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Columns of proc(5): sl, local_address (hex address:port), rem_address, st, tx:rx, tr:tm, retrnsmt, uid, timeout, inode.
    private static IEnumerable<string> ListeningInodes(string table, int port)
    {
        if (!File.Exists(table))
            return [];
        string end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return
            from line in File.ReadLines(table).Skip(1)
            let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where columns.Length > 9 && columns[3] == Listening && columns[1].EndsWith(end, StringComparison.Ordinal)
            select columns[9];
    }

    private static string? Owner(HashSet<string> sockets)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int id))
                continue;
            try
            {
                foreach (string descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
                {
                    if (new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target))
                        return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {id})";
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // Processes end while they are looked at, and some are not ours to look into.
            }
        }
        return null;
    }
}
