using System.Buffers.Binary;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Wire;
using PiBootBox.Wire.Frames;

namespace PiBootBox.Tests.Dhcp;

/// <summary>What a server answered.</summary>
internal readonly record struct Heard(byte Type, uint Id, MacAddress Machine, Ipv4 Address);

/// <summary>The messages of a DHCP client, byte by byte, so that they owe nothing to the code under test.</summary>
internal static class SimpleClient
{
    public const byte Discover = 1, Offer = 2, Request = 3, Ack = 5, Nak = 6;
    private const int Options = 240;

    public static MacAddress Machine(uint number) => new(0x0250_0000_0000UL | number);

    public static byte[] DiscoverFrame(uint number) => Frame(number, Discover, []);

    /// <summary>SELECTING: takes up an offer of the box.</summary>
    public static byte[] SelectFrame(uint number, Ipv4 address) =>
        Frame(number, Request, [.. Option(50, address), .. Option(54, VethPair.BoxAddress.Address)]);

    /// <summary>INIT-REBOOT: the machine was switched off and on, and remembers its address.</summary>
    public static byte[] RebootFrame(uint number, Ipv4 address) => Frame(number, Request, Option(50, address));

    /// <summary>False for everything that is no DHCP answer.</summary>
    public static bool TryHear(ReadOnlySpan<byte> frame, out Heard heard)
    {
        heard = default;
        if (!UdpFrame.TryParse(frame, checksumReady: true, out UdpFrame datagram, out _)
            || datagram.Path.DestinationPort != 68
            || datagram.Payload.Length < Options + 3
            || datagram.Payload[0] != 2)
            return false;
        ReadOnlySpan<byte> bytes = datagram.Payload;
        byte type = 0;
        for (int at = Options; at + 2 < bytes.Length && bytes[at] != 255; at += bytes[at] == 0 ? 1 : 2 + bytes[at + 1])
        {
            if (bytes[at] == 53)
                type = bytes[at + 2];
        }
        heard = new Heard(type, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), MacAddress.Read(bytes[28..]), Ipv4.Read(bytes[16..]));
        return true;
    }

    private static byte[] Frame(uint number, byte type, byte[] options)
    {
        byte[] message = new byte[300];
        (message[0], message[1], message[2]) = (1, 1, 6);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), number);
        Machine(number).Write(message.AsSpan(28));
        byte[] tail = [99, 130, 83, 99, 53, 1, type, .. options, 255];
        tail.CopyTo(message.AsSpan(Options - 4));
        return VethPair.Frame(message);
    }

    private static byte[] Option(byte code, Ipv4 address)
    {
        byte[] option = [code, 4, 0, 0, 0, 0];
        address.Write(option.AsSpan(2));
        return option;
    }
}
