using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Classic BPF programs: the kernel drops there what the box would only drop later, before it costs a
/// copy and a wake-up. During a download that is every frame of the download.
/// </summary>
internal static class PacketFilter
{
    private const ushort LoadWord = 0x20, LoadHalf = 0x28, LoadByte = 0x30;
    private const ushort LoadHalfAtX = 0x48, LoadIpHeaderLengthToX = 0xB1;
    private const ushort JumpIfEqual = 0x15, JumpIfAnySet = 0x45, Return = 0x06;

    // linux/filter.h: what the kernel knows beside the frame's bytes lies at "negative" offsets.
    private const uint Ancillary = 0xFFFF_F000;
    private const uint PacketType = Ancillary + 4, VlanTag = Ancillary + 44, VlanTagPresent = Ancillary + 48;
    private const uint ToOtherHost = 3;

    /// <summary>A jump to the end, where "drop" stands; resolved by <see cref="Assemble"/>.</summary>
    private const byte Drop = 255, Accept = 254;

    /// <summary>One instruction, as struct sock_filter has it.</summary>
    internal readonly record struct Step(ushort Code, byte IfTrue, byte IfFalse, uint Value)
    {
        public Step(ushort code, uint value) : this(code, 0, 0, value)
        {
        }
    }

    /// <summary>
    /// Whole IPv4 datagrams to UDP port 67 or 4011 that are meant for the box: its address, its network's
    /// broadcast or the limited broadcast, and not heard by a promiscuous port only. To port 68 those to any
    /// address: a server sends its OFFER to the address that it offers.
    /// </summary>
    public static Step[] Dhcp(Ipv4Subnet own) => Assemble(
    [
        .. ThisNetworkOnly,
        new(LoadHalf, 12),
        new(JumpIfEqual, 0, Drop, 0x0800),
        new(LoadByte, 23),
        new(JumpIfEqual, 0, Drop, 17),
        // More fragments, or an offset: the port lies in the first fragment only.
        new(LoadHalf, 20),
        new(JumpIfAnySet, Drop, 0, 0x3FFF),
        new(LoadIpHeaderLengthToX, 14),
        new(LoadHalfAtX, 16),
        new(JumpIfEqual, Accept, 0, ReplyRoute.ClientPort),
        new(JumpIfEqual, 1, 0, ReplyRoute.ServerPort),
        new(JumpIfEqual, 0, Drop, ReplyRoute.BootServicePort),
        new(LoadWord, 30),
        new(JumpIfEqual, Accept, 0, uint.MaxValue),
        new(JumpIfEqual, Accept, 0, own.Address.Value),
        new(JumpIfEqual, Accept, Drop, own.Last.Value),
    ]);

    /// <summary>ARP for IPv4 on Ethernet.</summary>
    public static Step[] Arp { get; } = Assemble(
    [
        .. ThisNetworkOnly,
        new(LoadHalf, 12),
        new(JumpIfEqual, 0, Drop, 0x0806),
        new(LoadWord, 14),
        new(JumpIfEqual, 0, Drop, 0x0001_0800),
        new(LoadHalf, 18),
        new(JumpIfEqual, Accept, Drop, 0x0604),
    ]);

    /// <summary>Nothing at all.</summary>
    public static Step[] Silence { get; } = [new(Return, 0)];

    /// <summary>
    /// A tagged frame belongs to the VLAN's own interface, and yet a packet socket on the port below sees
    /// it; VLAN 0 is only a priority (IEEE 802.1Q). The tag is never in the bytes: the kernel takes it out.
    /// </summary>
    private static Step[] ThisNetworkOnly =>
    [
        new(LoadWord, PacketType),
        new(JumpIfEqual, Drop, 0, ToOtherHost),
        new(LoadWord, VlanTagPresent),
        new(JumpIfEqual, 2, 0, 0),
        new(LoadWord, VlanTag),
        new(JumpIfAnySet, Drop, 0, 0x0FFF),
    ];

    private static Step[] Assemble(Step[] steps)
    {
        Step[] program = [.. steps, new(Return, uint.MaxValue), new(Return, 0)];
        int accept = steps.Length, drop = accept + 1;
        for (int i = 0; i < steps.Length; i++)
        {
            // Distances count from the next instruction.
            byte Resolve(byte target) => target switch
            {
                Drop => (byte)(drop - i - 1),
                Accept => (byte)(accept - i - 1),
                _ => target,
            };
            program[i] = steps[i] with { IfTrue = Resolve(steps[i].IfTrue), IfFalse = Resolve(steps[i].IfFalse) };
        }
        return program;
    }
}
