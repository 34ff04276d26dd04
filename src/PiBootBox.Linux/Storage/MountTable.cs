using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Linux.Packet;

namespace PiBootBox.Linux.Storage;

/// <summary>A mounted file system, as proc(5) lists it in mountinfo.</summary>
/// <param name="Id">The kernel's number of this mount, of which no two have the same at one time.</param>
/// <param name="Point">Where it is mounted, in this process's view.</param>
/// <param name="Device">Major and minor number of its device, as <c>8:17</c>.</param>
public readonly record struct MountPoint(int Id, string Point, string Device);

/// <summary>The kernel's list of mounted file systems, and its word that the list has changed. One thread uses it.</summary>
public sealed unsafe class MountTable : IDisposable
{
    private const string Source = "/proc/self/mountinfo";

    // A box has some forty mounts; a list beyond this is no box's.
    private const int MostBytes = 1024 * 1024;

    private const short PollPriority = 2, PollError = 8;

    private readonly SafeFileHandle _file = File.OpenHandle(Source);

    /// <returns>In the order in which they were mounted: of two at one point the later one is seen.</returns>
    public List<MountPoint> Read()
    {
        var bytes = new List<byte>();
        byte[] piece = new byte[16 * 1024];
        while (bytes.Count < MostBytes && RandomAccess.Read(_file, piece, bytes.Count) is > 0 and int read)
            bytes.AddRange(piece.AsSpan(0, read));
        return Parse(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)));
    }

    /// <summary>Waits until the list differs from what it was at the last call (proc(5): POLLPRI and POLLERR).</summary>
    public bool WaitForChange(TimeSpan most)
    {
        PollSlot slot = new() { File = (int)_file.DangerousGetHandle(), Wanted = PollPriority | PollError };
        return PacketCalls.Poll(&slot, 1, (int)most.TotalMilliseconds) > 0;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Lines that are none of the kernel's are left out.</summary>
    public static List<MountPoint> Parse(string mountInfo)
    {
        var mounts = new List<MountPoint>();
        foreach (string line in mountInfo.Split('\n'))
        {
            string[] fields = line.Split(' ', 6);
            if (fields.Length == 6 && int.TryParse(fields[0], CultureInfo.InvariantCulture, out int id))
                mounts.Add(new MountPoint(id, Unescape(fields[4]), fields[2]));
        }
        return mounts;
    }

    /// <summary>Spaces, tabs, line ends and backslashes are written as <c>\040</c> and so on.</summary>
    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
