using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Http;
using PiBootBox.Linux.Files;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Http;

/// <summary>A web server on the loopback interface, over a drive folder of its own.</summary>
internal sealed class HttpBox : IAsyncDisposable
{
    internal const string Menu = "#!ipxe\necho The menu of the box\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("http-");
    private HttpFront _front = null!;
    private HttpEndpoint _endpoint = null!;

    internal Tree Files { get; } = new();
    internal Journal Events { get; } = new();
    internal ActivityBoard Activity { get; } = new();
    internal string Drive => _folder.FullName;
    internal int Port => _endpoint.Port;

    internal static ServedInterface Loopback => new("lo", 1, MacAddress.Zero, new Ipv4Subnet(new Ipv4(0x7F000001), 8), 65536);

    internal static async Task<HttpBox> StartAsync(
        HttpLimits? limits = null, Func<IFileOpener, IFileOpener>? opener = null, DriveNews? news = null,
        Func<IMachineJournal, AnswerDesk>? desk = null)
    {
        HttpBox box = new();
        IFileOpener files = new BeneathOpener();
        box._front = await HttpFront.StartAsync(
            box.Files, opener?.Invoke(files) ?? files, box.Events, box.Activity, NullLoggerFactory.Instance, limits, desk?.Invoke(box.Events));
        if (news is not null)
            news.Gone += box._front.EndTransfersFrom;
        box._endpoint = new HttpEndpoint(Loopback, 0, box._front);
        box.Files.Entries["/boot.ipxe"] = new MemoryEntry(Encoding.UTF8.GetBytes(Menu), "text/plain");
        return box;
    }

    /// <summary>Puts a file on the drive; it is served as <c>/drive/name</c>.</summary>
    internal byte[] Put(string name, int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        Put(name, content);
        return content;
    }

    internal void Put(string name, byte[] content)
    {
        string path = Path.Combine(Drive, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        Files.Entries["/drive/" + name] = new FileEntry(
            new FileRoot("drive", Drive), name, content.Length, new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.Zero));
    }

    internal Socket Connect()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        socket.Connect(IPAddress.Loopback, Port);
        return socket;
    }

    /// <summary>Sends a request as it stands and reads until the box closes.</summary>
    internal string Exchange(string request) => Encoding.Latin1.GetString(Exchange(Encoding.Latin1.GetBytes(request)));

    internal byte[] Exchange(byte[] request)
    {
        using Socket socket = Connect();
        socket.Send(request);
        return ReadToEnd(socket);
    }

    internal static byte[] ReadToEnd(Socket socket)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = socket.Receive(buffer)) > 0;)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }

    /// <summary>Runs curl against the box.</summary>
    /// <param name="path">With its leading slash.</param>
    /// <returns>Its output as Latin-1, so that bytes survive.</returns>
    internal async Task<string> CurlAsync(string path, params string[] arguments)
    {
        ProcessStartInfo start = new("curl") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 };
        foreach (string argument in (string[])["--silent", "--max-time", "60", .. arguments, $"http://127.0.0.1:{Port}{path}"])
            start.ArgumentList.Add(argument);
        using Process curl = Process.Start(start)!;
        string output = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _endpoint.Dispose();
        await _front.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal sealed class Tree : IVirtualTree
    {
        internal ConcurrentDictionary<string, TreeEntry> Entries { get; } = [];

        public TreeEntry? Find(in TreeRequest request) => Entries.GetValueOrDefault(request.Path);
    }

    internal sealed class Journal : IMachineJournal
    {
        private readonly List<MachineEvent> _events = [];
        private readonly List<string> _troubles = [];

        public void Record(in MachineEvent happened)
        {
            lock (_events)
            {
                _events.Add(happened);
                Monitor.PulseAll(_events);
            }
        }

        public void RoleChanged(string port, Role role, string sentence)
        {
        }

        public void Trouble(string kind, string sentence)
        {
            lock (_events)
            {
                _troubles.Add(sentence);
                Monitor.PulseAll(_events);
            }
        }

        internal MachineEvent[] Of(string what)
        {
            lock (_events)
                return [.. _events.Where(e => e.What == what)];
        }

        /// <summary>Waits for an event, for at most half a minute.</summary>
        internal MachineEvent Await(Step step) => Await(() => _events.Cast<MachineEvent?>().FirstOrDefault(e => e!.Value.Step == step), step.ToString())!.Value;

        internal string AwaitTrouble(string part) => Await(() => _troubles.Find(t => t.Contains(part, StringComparison.Ordinal)), part)!;

        private T Await<T>(Func<T> find, string what)
        {
            long end = Stopwatch.GetTimestamp() + 30 * Stopwatch.Frequency;
            lock (_events)
            {
                while (true)
                {
                    if (find() is { } found)
                        return found;
                    TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
                    if (left <= TimeSpan.Zero || !Monitor.Wait(_events, left))
                        Assert.Fail($"the journal never told of {what}");
                }
            }
        }
    }
}
