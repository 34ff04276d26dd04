using PiBootBox.Linux.Udp;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

internal static class ErrorReply
{
    public static void Add(SendBatch batch, Ipv4 to, ushort port, TftpErrorCode code, string message)
    {
        Span<byte> packet = stackalloc byte[TftpPacket.MaxMessage + 5];
        int length = TftpPacket.WriteError(packet, code, message);
        batch.Begin(to, port);
        packet[..length].CopyTo(batch.Append(length));
        batch.End(segmentBytes: 0);
    }
}
