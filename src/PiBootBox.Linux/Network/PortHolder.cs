using System.Globalization;

namespace PiBootBox.Linux.Network;

/// <summary>Finds the program that holds a port, in the kernel's own tables, for the message that names the cure.</summary>
public static class PortHolder
{
    // The calling thread's network namespace; /proc/net is that of the process's first thread.
    private const string Tables = "/proc/thread-self/net/";
    private const string Listening = "0A";

    /// <summary>The program that listens on a TCP port.</summary>
    /// <inheritdoc cref="OfUdp"/>
    public static string OfTcp(int port) => Of("tcp", port, Listening);

    /// <summary>The program that has a UDP port, at any address.</summary>
    /// <returns>Such as <c>nginx (process 812)</c>; <c>another program</c> where the kernel hides it from an unprivileged box.</returns>
    public static string OfUdp(int port) => Of("udp", port, "");

    private static string Of(string protocol, int port, string state)
    {
        try
        {
            HashSet<string> sockets = [.. SocketsAt(Tables + protocol, port, state), .. SocketsAt(Tables + protocol + "6", port, state)];
            // A socket in TIME_WAIT belongs to no program.
            sockets.Remove("socket:[0]");
            return sockets.Count > 0 && Processes().FirstOrDefault(process => Holds(process, sockets)) is { } owner
                ? $"{File.ReadAllText(owner + "/comm").Trim()} (process {Path.GetFileName(owner)})"
                : "another program";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return "another program";
        }
    }

    /// <remarks>Columns of proc(5): 1 is the local address and port in hex, 3 the state, 9 the inode.</remarks>
    private static IEnumerable<string> SocketsAt(string table, int port, string state)
    {
        if (!File.Exists(table))
            return [];
        string end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return
            from line in File.ReadLines(table).Skip(1)
            let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where columns.Length > 9 && columns[1].EndsWith(end, StringComparison.Ordinal) && columns[3].EndsWith(state, StringComparison.Ordinal)
            select $"socket:[{columns[9]}]";
    }

    private static IEnumerable<string> Processes() =>
        Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1]));

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(process + "/fd")
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or not ours to look into.
            return false;
        }
    }
}
