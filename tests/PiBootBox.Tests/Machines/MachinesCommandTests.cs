using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using NSubstitute;
using PiBootBox.Commands;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Linux.Clock;
using PiBootBox.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Machines;

public sealed partial class MachinesCommandTests : IDisposable
{
    private static readonly MachineId Machine = new(new MacAddress(0x525400123456), new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332"));
    private static readonly Ipv4 Address = new(0x0A4D0064);
    private static readonly PxeClient Uefi = new(Firmware.EfiX64, false, false);

    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-sock-").FullName;
    private readonly MachineBook _book = new();
    private readonly IMachineJournal _journal = Substitute.For<IMachineJournal>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_lists_every_machine_and_each_step()
    {
        Boot();
        await using ControlSocket? service = Open();
        string[] lines = await AskAsync();

        Assert.Equal(
            [
                "The box",
                "  TIME  eth0: another server gives the addresses",
                "",
                "desk 4  52:54:00:12:34:56  10.77.0.100  UEFI x64",
                "  UUID 4c4c4544-0037-4410-8052-b4c04f4d3332",
                "  Now: reads linux: 25 %. Last heard TIME.",
                "  TIME  its firmware (UEFI x64) asks for an address (3 times)",
                "  TIME  is offered 10.77.0.100, to boot snponly.efi: the boot loader for",
                "            UEFI x64",
                "  TIME  has all of snponly.efi by TFTP: 285 KB in 0.0 s",
                "  TIME  asks for gone.cfg by TFTP: not here",
                "  TIME  reads linux by HTTP: 25 %, 2 MB of 8 MB",
            ],
            lines);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task As_JSON_each_line_is_an_object_with_exact_numbers()
    {
        Boot();
        await using ControlSocket? service = Open();
        var output = new StringWriter();
        Assert.Equal(0, await MachinesCommand.RunAsync(_folder, follow: false, json: true, output, default));

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        JsonElement machine = JsonDocument.Parse(lines[1]).RootElement.GetProperty("machine");
        Assert.Equal("52:54:00:12:34:56", machine.GetProperty("mac").GetString());
        JsonElement last = machine.GetProperty("steps").EnumerateArray().Last();
        Assert.Equal(("FileProgress", 2_000_000, 8_000_000),
            (last.GetProperty("step").GetString(), last.GetProperty("bytes").GetInt64(), last.GetProperty("of").GetInt64()));
    }

    [Fact]
    public async Task A_service_without_machines_says_so()
    {
        await using ControlSocket? service = Open();
        Assert.Equal(["No machine has asked for anything since the box was started."], await AskAsync());
    }

    [Fact]
    public async Task A_follower_hears_what_happens_and_an_end_that_it_asked_for_is_no_fault()
    {
        await using ControlSocket? service = Open();
        using var end = new CancellationTokenSource();
        var output = new Watched();
        Task<int> follower = MachinesCommand.RunAsync(_folder, follow: true, json: false, output, end.Token);
        await output.UntilAsync("as it happens");
        Boot();
        await output.UntilAsync("desk 4: reads linux by HTTP");
        Assert.Contains("The box: eth0", output.ToString());

        await end.CancelAsync();
        Assert.Equal(0, await follower);
    }

    [Fact]
    public async Task A_follower_of_a_service_that_ends_is_told()
    {
        ControlSocket service = Open()!;
        var output = new Watched();
        Task<int> follower = MachinesCommand.RunAsync(_folder, follow: true, json: false, output, default);
        await output.UntilAsync("as it happens");

        await service.DisposeAsync();
        Assert.Contains("ended", (await Assert.ThrowsAsync<CannotServeException>(() => follower)).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Without_a_service_it_says_so_in_one_sentence()
    {
        CannotServeException none = await Assert.ThrowsAsync<CannotServeException>(() => AskAsync());
        Assert.Contains(ControlSocket.PathIn(_folder), none.Message);
    }

    [Fact]
    public async Task More_clients_than_there_are_places_are_sent_away_and_the_others_go_on()
    {
        await using ControlSocket? service = Open();
        using var end = new CancellationTokenSource();
        var output = new Watched();
        List<Task<int>> followers = [];
        for (int i = 0; i < 8; i++)
            followers.Add(MachinesCommand.RunAsync(_folder, follow: true, json: true, i == 7 ? output : TextWriter.Null, end.Token));
        Boot();
        await output.UntilAsync("FileProgress");

        await Assert.ThrowsAsync<CannotServeException>(() => AskAsync());
        await end.CancelAsync();
        Assert.Equal(8, (await Task.WhenAll(followers)).Length);
    }

    [GeneratedRegex(@"(?<!:)\b\d\d:\d\d:\d\d\b(?!:)")]
    private static partial Regex TimeOfDay();

    private void Boot()
    {
        _book.RecordOfBox("eth0: another server gives the addresses", BootClock.Now);
        for (int i = 0; i < 3; i++)
            Record(new MachineEvent(Step.AddressAsked, Machine, default, "DHCP", Asker: Uefi));
        Record(new MachineEvent(Step.AddressOffered, Machine, Address, "DHCP", "snponly.efi", Why: "the boot loader for UEFI x64", Asker: Uefi));
        TimeSpan now = BootClock.Now;
        _book.Record(new MachineEvent(Step.FileAsked, null, Address, "TFTP", "snponly.efi", 0, 285_000), now);
        _book.Record(new MachineEvent(Step.FileDone, null, Address, "TFTP", "snponly.efi", 285_000, 285_000), now);
        Record(new MachineEvent(Step.FileAbsent, null, Address, "TFTP", "gone.cfg"));
        Record(new MachineEvent(Step.FileProgress, null, Address, "HTTP", "linux", 2_000_000, 8_000_000));
    }

    private void Record(in MachineEvent happened) => _book.Record(happened, BootClock.Now);

    private ReportFeed Feed() => new(_book, _ => "desk 4", TimeProvider.System);

    private ControlSocket? Open()
    {
        var desk = new MachinesDesk(Feed());
        return ControlSocket.Open(
            _folder, new Dictionary<string, ControlHandler> { [MachinesDesk.Once] = desk.ListAsync, [MachinesDesk.Follow] = desk.FollowAsync }, _journal);
    }

    private async Task<string[]> AskAsync()
    {
        var output = new StringWriter();
        Assert.Equal(0, await MachinesCommand.RunAsync(_folder, follow: false, json: false, output, default));
        return TimeOfDay().Replace(output.ToString(), "TIME").TrimEnd('\n').Split('\n');
    }

    private sealed class Watched : StringWriter
    {
        public async Task UntilAsync(string text)
        {
            while (true)
            {
                lock (this)
                {
                    if (ToString().Contains(text))
                        return;
                }
                await Task.Delay(5);
            }
        }

        public override void WriteLine(string? value)
        {
            lock (this)
                base.WriteLine(value);
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
