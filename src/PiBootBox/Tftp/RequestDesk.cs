using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

/// <summary>What comes in on port 69: each read becomes a transfer, or an ERROR with a clear text at once.</summary>
internal sealed class RequestDesk(
    SessionTable table, SessionSender sender, IVirtualTree tree, IMachineJournal journal, Ipv4 box)
{
    /// <summary>Longest name in bytes; Linux knows no longer path either (PATH_MAX is 4096 with its terminator).</summary>
    private const int LongestName = 1024;

    // A request that comes again within this time, of a transfer that is getting on, is a copy made by the network.
    private static readonly TimeSpan CopyTime = TimeSpan.FromSeconds(1);

    public void OnPacket(Ipv4 client, ushort port, ReadOnlySpan<byte> packet, bool isCut)
    {
        if (isCut || !TftpRequest.TryParse(packet, out TftpRequest request))
        {
            // An answer to an ERROR could go back and forth for ever.
            if (TftpPacket.OpcodeOf(packet) != TftpOpcode.Error)
                Refuse(client, port, TftpErrorCode.IllegalOperation, "This is no TFTP request.");
            journal.Trouble("tftp-malformed", $"{client} sent something to the TFTP port that is no request ({packet.Length} bytes).");
        }
        else if (request.Opcode == TftpOpcode.WriteRequest)
        {
            Refuse(client, port, TftpErrorCode.AccessViolation, "This box only hands files out; nothing can be written to it.");
            journal.Trouble("tftp-write", $"{client} tried to write a file by TFTP; the box only hands files out.");
        }
        else if (request.Mode == TftpMode.Unknown)
        {
            Refuse(client, port, TftpErrorCode.IllegalOperation, "Unknown transfer mode; ask for octet or netascii.");
            journal.Trouble("tftp-mode", $"{client} asked for a TFTP mode that the box does not know.");
        }
        else if (request.FileName.Length > LongestName)
        {
            Refuse(client, port, TftpErrorCode.FileNotFound, "The file name is too long.");
            journal.Trouble("tftp-name", $"{client} asked by TFTP for a name of {request.FileName.Length} bytes.");
        }
        else
        {
            Read(client, port, new Ask(request.FileNameText(), request.Mode, request.Asked));
        }
    }

    private void Read(Ipv4 client, ushort port, Ask ask)
    {
        Lane? lane = null;
        if (table.Find(client, port) is { } earlier)
        {
            if (IsCopy(earlier, ask))
                return;
            // The same question again before any answer came: from the same port, for the first OACK may only be late.
            if (earlier.IsHalfOpen && earlier.Ask == ask)
                lane = earlier.Lane;
            sender.Drop(earlier);
        }
        if (!table.TryMakeRoom(client, sender.Now, out Session? toEnd))
        {
            Refuse(client, port, TftpErrorCode.Undefined, "The box is busy with other transfers; try again in a moment.");
            journal.Trouble("tftp-full", $"{client} was refused {ask.Name} by TFTP: too many transfers at once.");
            return;
        }
        if (toEnd is not null)
            sender.Drop(toEnd);
        Open(client, port, lane ?? table.NextLane(client), ask);
    }

    private bool IsCopy(Session earlier, Ask ask) => earlier.Ask == ask
        && (earlier.Transfer is null || !earlier.IsHalfOpen && sender.Now - earlier.LastHeard < CopyTime);

    private void Open(Ipv4 client, ushort port, Lane lane, Ask ask)
    {
        TreeEntry? entry = tree.Find(new TreeRequest(ask.Name, client, box, TreeProtocol.Tftp, sender.Now));
        if (entry is null)
        {
            ErrorReply.Add(lane.Out, client, port, TftpErrorCode.FileNotFound, "File not found");
            journal.Record(new MachineEvent(Step.FileAbsent, null, client, "TFTP", ask.Name));
            return;
        }
        var session = new Session(client, port, lane, ask, sender.Now);
        table.Add(session);
        if (entry is MemoryEntry memory)
            sender.Open(session, memory);
        else
            sender.Open(session, (FileEntry)entry);
    }

    private void Refuse(Ipv4 client, ushort port, TftpErrorCode code, string message) =>
        ErrorReply.Add(table.NextLane(client).Out, client, port, code, message);
}
