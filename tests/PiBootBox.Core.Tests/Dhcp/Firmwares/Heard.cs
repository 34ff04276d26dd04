using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>A reply as it comes to a client.</summary>
/// <param name="From">The IP source.</param>
/// <param name="Delay">How much later than its question.</param>
internal sealed record Heard(Ipv4 From, ReplyRoute Route, TimeSpan Delay, byte[] Bytes)
{
    public DhcpMessageType Type => Message.Type;

    public Ipv4 Address => Message.YourAddress;

    public Ipv4 NextServer => Message.ServerAddress;

    public Ipv4 ServerId => Message.ServerId;

    public uint TransactionId => Message.TransactionId;

    public string FileField => Encoding.ASCII.GetString(Message.BootFile);

    /// <summary>Option 60 says that a PXE service speaks.</summary>
    public bool IsPxe => this[DhcpCode.VendorClass].AsSpan().StartsWith("PXEClient"u8);

    public bool IsBroadcast => Route.Address == Ipv4.Broadcast;

    private DhcpMessage Message
    {
        get
        {
            Assert.True(DhcpMessage.TryParse(Bytes, out DhcpMessage message, out DhcpFlaw flaw), flaw.ToString());
            return message;
        }
    }

    public byte[]? this[byte code] => Message.TryGet(code, out ReadOnlySpan<byte> value) ? value.ToArray() : null;

    /// <summary>Option 67 up to its NUL, or else the fixed field.</summary>
    public string File => this[DhcpCode.BootFileName] is { } name ? Encoding.ASCII.GetString(name).TrimEnd('\0') : FileField;

    /// <summary>The value of a sub-option of 43; null when it is not there.</summary>
    public byte[]? Vendor(byte code)
    {
        foreach (DhcpOption option in OptionWalk.Options(this[DhcpCode.VendorSpecific]))
        {
            if (option.Code == code)
                return option.Value.ToArray();
        }
        return null;
    }
}
