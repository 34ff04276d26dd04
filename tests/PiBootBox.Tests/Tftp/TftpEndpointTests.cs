using System.Text;
using PiBootBox.Core.Journal;
using PiBootBox.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Tftp;

public sealed class TftpEndpointTests : IDisposable
{
    private readonly TftpBed _bed = new();
    private readonly WireClient _client;

    public TftpEndpointTests() => _client = new WireClient(_bed.Endpoint.Port);

    public void Dispose()
    {
        _client.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public void A_file_arrives_and_the_journal_tells_it()
    {
        byte[] file = _bed.Put("loader", 100_000);
        Assert.Equal(file, _client.Read("loader"));
        MachineEvent done = _bed.Await(Step.FileDone);
        Assert.Equal((TftpBed.Loopback, "TFTP", "loader", 100_000L, 100_000L), (done.Address, done.Via, done.What, done.Bytes, done.Of));
        Assert.Equal([Step.FileAsked, Step.FileDone], _bed.Steps);
        Assert.True(_bed.Board.ActiveSince(TftpBed.Loopback, TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Only_what_was_asked_is_agreed_to()
    {
        byte[] file = _bed.Put("kernel", 300_000);
        _client.Ask("kernel", new TftpOptions(BlockSize: 9000, WindowSize: 8));
        Assert.Equal(new TftpOptions(BlockSize: 1468, WindowSize: 8), _client.ReceiveAgreement());
        _client.Ack(0);
        Assert.Equal(file, _client.ReadRest(1468, window: 8));
    }

    [Fact]
    public void A_generated_file_comes_from_memory_and_netascii_is_converted()
    {
        _bed.Memory["boot.ipxe"] = "#!ipxe\nboot\n"u8.ToArray();
        Assert.Equal("#!ipxe\nboot\n", Encoding.ASCII.GetString(_client.Read("boot.ipxe")));
        _client.Ask("boot.ipxe", new TftpOptions(HasTransferSize: true, WindowSize: 4), mode: "netascii");
        Assert.Equal(new TftpOptions(HasTransferSize: true, TransferSize: 14), _client.ReceiveAgreement());
        _client.Ack(0);
        Assert.Equal("#!ipxe\r\nboot\r\n", Encoding.ASCII.GetString(_client.ReadRest(512)));
    }

    [Fact]
    public void A_text_file_of_the_drive_is_converted_too_and_a_large_one_refused()
    {
        File.WriteAllText(_bed.PathOf("grub.cfg"), "a\nb\n");
        _client.Ask("grub.cfg", mode: "netascii");
        Assert.Equal("a\r\nb\r\n", Encoding.ASCII.GetString(_client.ReadRest(512)));
        _bed.Put("huge", TftpLimits.Default.TextBytes + 1);
        _client.Ask("huge", mode: "netascii");
        (TftpErrorCode code, string message) = _client.ReceiveError();
        Assert.Equal(TftpErrorCode.Undefined, code);
        Assert.Contains("ask in octet mode", message);
    }

    [Fact]
    public void An_absent_file_is_told_at_once()
    {
        _client.Ask("revocations.efi", new TftpOptions(HasTransferSize: true));
        Assert.Equal((TftpErrorCode.FileNotFound, "File not found"), _client.ReceiveError());
        Assert.Equal("revocations.efi", _bed.Await(Step.FileAbsent).What);
    }

    [Fact]
    public void A_write_is_refused_with_a_clear_text()
    {
        _client.Ask("upload", opcode: TftpOpcode.WriteRequest);
        (TftpErrorCode code, string message) = _client.ReceiveError();
        Assert.Equal(TftpErrorCode.AccessViolation, code);
        Assert.Contains("nothing can be written", message);
    }

    [Fact]
    public void What_is_no_request_is_refused_but_an_error_is_never_answered()
    {
        _client.SendRaw([0, 5, 0, 0, 0]);
        _client.SendRaw([0, 1, .. "no end"u8]);
        Assert.Equal(TftpErrorCode.IllegalOperation, _client.ReceiveError().Code);
        _client.SendRaw([0, 1, .. new byte[] { 120, 0 }, .. "mail"u8, 0]);
        Assert.Equal(TftpErrorCode.IllegalOperation, _client.ReceiveError().Code);
        _client.SendRaw([0, 1, .. Encoding.ASCII.GetBytes(new string('x', 60_000)), 0, .. "octet"u8, 0]);
        Assert.Equal(TftpErrorCode.IllegalOperation, _client.ReceiveError().Code);
        _client.Ask(new string('x', 1500));
        Assert.Equal(TftpErrorCode.FileNotFound, _client.ReceiveError().Code);
        Assert.True(_client.IsQuiet);
        Assert.NotEmpty(_bed.Troubles);
    }

    [Fact]
    public void A_stranger_gets_error_5_and_the_transfer_goes_on()
    {
        byte[] file = _bed.Put("kernel", 5000);
        _client.Ask("kernel");
        (_, byte[] first) = _client.ReceiveData();
        using var stranger = new WireClient(_bed.Endpoint.Port);
        stranger.Ack(1, _client.Server);
        Assert.Equal(TftpErrorCode.UnknownTransfer, stranger.ReceiveError().Code);
        _client.Ack(1);
        Assert.Equal(file, first.Concat(_client.ReadRest(512, next: 2)));
    }

    [Fact]
    public void A_repeated_request_restarts_from_the_same_server_port_until_it_is_answered()
    {
        byte[] file = _bed.Put("kernel", 5000);
        _client.Ask("kernel");
        _client.ReceiveData();
        int port = _client.ServerPort;
        _client.Ask("kernel");
        Assert.Equal((1, port), (_client.ReceiveData().Block, _client.ServerPort));
        _client.Ack(1);
        Assert.Equal(file[512..], _client.ReadRest(512, next: 2));
    }

    [Fact]
    public void A_copy_of_the_request_does_not_disturb_a_transfer_that_is_getting_on()
    {
        byte[] file = _bed.Put("kernel", 5000);
        _client.Ask("kernel");
        _client.ReceiveData();
        _client.Ack(1);
        _client.Ask("kernel");
        Assert.Equal(file[512..], _client.ReadRest(512, next: 2));
    }

    [Fact]
    public void The_next_transfer_of_a_client_port_has_another_server_port()
    {
        byte[] first = _bed.Put("first", 2000), second = _bed.Put("second", 3000);
        Assert.Equal(first, _client.Read("first"));
        var earlier = _client.Server;
        int port = _client.ServerPort;
        _client.Ask("second");
        (_, byte[] start) = _client.ReceiveData();
        Assert.NotEqual(port, _client.ServerPort);
        // A late packet of the old transfer is answered by nothing that the new one could take for its own.
        _client.Ack(4, earlier);
        _client.Ack(1);
        Assert.Equal(second, start.Concat(_client.ReadRest(512, next: 2)));
    }

    [Fact]
    public void Asking_for_the_size_and_aborting_is_no_failure()
    {
        byte[] file = _bed.Put("shim.efi", 4000);
        _client.Ask("shim.efi", new TftpOptions(HasTransferSize: true));
        Assert.Equal(4000, _client.ReceiveAgreement().TransferSize);
        _client.Abort(TftpErrorCode.OptionsRefused);
        Assert.Equal(file, _client.Read("shim.efi", new TftpOptions(BlockSize: 1468)));
        _bed.Await(Step.FileDone);
        Assert.Equal([Step.FileAsked, Step.FileDone], _bed.Steps);
    }

    [Fact]
    public void An_abort_in_the_middle_is_a_failure_with_the_machines_own_words()
    {
        _bed.Put("kernel", 5000);
        _client.Ask("kernel");
        _client.ReceiveData();
        _client.Ack(1);
        _client.ReceiveData();
        _client.Abort(TftpErrorCode.DiskFull);
        Assert.Contains("that is all (error 3)", _bed.Await(Step.FileFailed).Why);
    }

    [Fact]
    public void A_lost_packet_is_sent_again_by_the_box()
    {
        byte[] file = _bed.Put("kernel", 1000);
        _client.Ask("kernel");
        Assert.Equal(1, _client.ReceiveData().Block);
        Assert.Equal(1, _client.ReceiveData().Block);
        _client.Ack(1);
        Assert.Equal(file[512..], _client.ReadRest(512, next: 2));
    }

    [Fact]
    public void A_stop_tells_the_clients_and_gives_the_port_back()
    {
        _bed.Put("kernel", 5000);
        _client.Ask("kernel");
        _client.ReceiveData();
        int port = _bed.Endpoint.Port;
        _bed.Endpoint.Dispose();
        Assert.Contains("stops serving", _client.ReceiveError().Message);
        using var again = Linux.Udp.UdpSocket.Open("lo", TftpBed.Loopback, (ushort)port, "the test");
        Assert.Equal(port, again.Port);
    }
}
