using PiBootBox.Core.Boot;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>A server of 10.77.0.1/24 with a clock that the test moves, and everything it said.</summary>
internal sealed class TestServer
{
    public static readonly Ipv4 Box = At("10.77.0.1");
    public static readonly MacAddress BoxMac = new(0x020000000001);
    public static readonly ServedInterface Port = new("eth0", 2, BoxMac, new Ipv4Subnet(Box, 24), 1500);

    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];

    public TestServer(DhcpSettings? settings = null, ServedInterface? port = null, TestMemory? memory = null)
    {
        Memory = memory ?? new TestMemory();
        Core = new DhcpServer(settings ?? Settings, port ?? Port, BootFiles, Journal, Activity, new OfferLadder(Memory, Activity, Journal));
    }

    public static DhcpSettings Settings { get; } = new() { Probe = false, RangeStart = At("10.77.0.100"), RangeEnd = At("10.77.0.199") };

    public DhcpServer Core { get; }

    public TestJournal Journal { get; } = new();

    public ActivityBoard Activity { get; } = new();

    public TestMemory Memory { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(10);

    public TestBootFiles BootFiles { get; } = new();

    public List<(MachineId Machine, PxeClient Client)> BootAsked => BootFiles.Asked;

    public static Ipv4 At(string text) => Ipv4.TryParse(text, out Ipv4 address) ? address : throw new FormatException(text);

    public static MacAddress Mac(int number) => new(0x525400000000u + (ulong)number);

    public static ClientMessage Discover(int machine) => new(DhcpMessageType.Discover, Mac(machine));

    /// <summary>A REQUEST that takes an offer of this server.</summary>
    public static ClientMessage Select(int machine, Ipv4 address) => new ClientMessage(DhcpMessageType.Request, Mac(machine))
        .With(DhcpCode.RequestedAddress, address).With(DhcpCode.ServerId, Box);

    public static ClientMessage Reboot(int machine, Ipv4 address) => new ClientMessage(DhcpMessageType.Request, Mac(machine))
        .With(DhcpCode.RequestedAddress, address);

    public static ClientMessage Renew(int machine, Ipv4 address) =>
        new(DhcpMessageType.Request, Mac(machine)) { ClientAddress = address };

    public TestReply? Send(ClientMessage message, MacAddress? from = null, Ipv4 source = default, Ipv4? to = null) =>
        SendBytes(message.ToBytes(), from ?? message.Mac, source, to);

    public TestReply? SendBytes(byte[] bytes, MacAddress from, Ipv4 source = default, Ipv4? to = null)
    {
        // Poison: what nobody wrote would show in the goldens.
        _reply.AsSpan().Fill(0xA5);
        var arrival = new DhcpArrival(from, source, to ?? Ipv4.Broadcast);
        if (DhcpMessage.TryParse(bytes, out DhcpMessage message, out DhcpFlaw flaw))
            return Reply(Core.Handle(message, arrival, Now, _reply));
        Core.Refuse(flaw, arrival);
        return null;
    }

    public TestReply? NextAnswer()
    {
        _reply.AsSpan().Fill(0xA5);
        return Core.TryNextAnswer(Now, _reply, out DhcpAnswer answer) ? Reply(answer) : null;
    }

    /// <summary>DISCOVER and REQUEST: the address that the machine has afterwards.</summary>
    public Ipv4 Boot(int machine)
    {
        TestReply offer = Send(Discover(machine)) ?? throw new InvalidOperationException($"machine {machine} got no offer");
        TestReply? ack = Send(Select(machine, offer.Address));
        Assert.Equal(DhcpMessageType.Ack, ack?.Type);
        Assert.Equal(offer.Address, ack?.Address);
        return offer.Address;
    }

    /// <summary>Asks every probe that is due, until none is.</summary>
    public List<Ipv4> Probes()
    {
        var asked = new List<Ipv4>();
        while (Core.TryNextProbe(Now, out Ipv4 address))
            asked.Add(address);
        return asked;
    }

    /// <summary>Lets time pass, and does at each deadline what the packet loop does.</summary>
    public List<TestReply> Pass(TimeSpan time)
    {
        var replies = new List<TestReply>();
        TimeSpan end = Now + time;
        while (true)
        {
            Probes();
            while (NextAnswer() is { } reply)
                replies.Add(reply);
            if (Core.NextDeadline is not { } deadline || deadline > end)
                break;
            Now = deadline > Now ? deadline : Now;
        }
        Now = end;
        return replies;
    }

    private TestReply? Reply(DhcpAnswer answer)
    {
        if (answer.Store is { } record)
            Journal.Records.Add(record);
        return answer.Sends ? new TestReply(_reply[..answer.Length], answer) : null;
    }

}

/// <summary>Boot files of 10.77.0.1, and whom they were asked for.</summary>
internal sealed class TestBootFiles : IBootFiles
{
    private static readonly BootFile Menu = new("http://10.77.0.1/boot.ipxe"u8.ToArray(), "iPXE runs: the menu");
    private static readonly BootFile Bios = new("undionly.kpxe"u8.ToArray(), "a BIOS machine");
    private static readonly BootFile Uefi = new("snponly.efi"u8.ToArray(), "a UEFI machine");
    private static readonly BootFile Http = new("http://10.77.0.1/snponly.efi"u8.ToArray(), "HTTP Boot");
    private static readonly BootFile Pi = new("bootcode.bin"u8.ToArray(), "a Raspberry Pi");
    private static readonly BootFile None = new(Array.Empty<byte>(), "no loader for this firmware");

    public List<(MachineId Machine, PxeClient Client)> Asked { get; } = [];

    public BootFile For(MachineId machine, PxeClient client, Ipv4 box)
    {
        if (Asked.Count < 1000)
            Asked.Add((machine, client));
        return client switch
        {
            { Firmware: Firmware.Other or Firmware.EfiRiscV64 or Firmware.EfiLoongArch64 } => None,
            { IsIpxe: true } => Menu,
            { IsHttpBoot: true } => Http,
            { IsRaspberryPi: true } => Pi,
            { Firmware: Firmware.Bios } => Bios,
            _ => Uefi,
        };
    }
}

/// <summary>What is remembered of machines, for as long as the test lasts.</summary>
internal sealed class TestMemory : IMachineMemory
{
    private readonly Dictionary<MachineId, MachineMemo> _memos = [];

    public MachineMemo Of(MachineId machine) => _memos.GetValueOrDefault(machine);

    public void Remember(MachineId machine, Func<MachineMemo, MachineMemo> change) => _memos[machine] = change(Of(machine));
}

internal sealed class TestJournal : IMachineJournal
{
    public List<MachineEvent> Events { get; } = [];

    public List<(string Kind, string Sentence)> Troubles { get; } = [];

    public List<LeaseRecord> Records { get; } = [];

    public List<(Role Role, string Sentence)> Roles { get; } = [];

    public void Record(in MachineEvent happened) => Events.Add(happened);

    public void Trouble(string kind, string sentence) => Troubles.Add((kind, sentence));

    public void RoleChanged(string port, Role role, string sentence) => Roles.Add((role, sentence));
}

/// <summary>A reply that left the server, read back.</summary>
internal sealed class TestReply
{
    public TestReply(byte[] bytes, DhcpAnswer answer)
    {
        Bytes = bytes;
        Answer = answer;
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out DhcpFlaw flaw), flaw.ToString());
        Assert.True(message.IsReply);
        Type = message.Type;
        Address = message.YourAddress;
        TransactionId = message.TransactionId;
        Mac = message.HardwareAddress;
        foreach (DhcpOption option in message.Options)
            Options.Add((option.Code, option.Value.ToArray()));
    }

    public byte[] Bytes { get; }

    public DhcpAnswer Answer { get; }

    public DhcpMessageType Type { get; }

    public Ipv4 Address { get; }

    public uint TransactionId { get; }

    public MacAddress Mac { get; }

    public List<(byte Code, byte[] Value)> Options { get; } = [];

    public byte[]? this[byte code] => Options.FirstOrDefault(option => option.Code == code).Value;

    public bool Has(byte code) => this[code] is not null;

    public string Text
    {
        get
        {
            DhcpMessage.TryParse(Bytes, out DhcpMessage message, out _);
            return DhcpText.Of(message);
        }
    }
}
