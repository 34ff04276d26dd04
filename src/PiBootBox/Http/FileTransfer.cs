using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Http;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Tcp;
using PiBootBox.Media;
using PiBootBox.Wire;

namespace PiBootBox.Http;

internal enum TransferEnd
{
    /// <summary>The client has a whole answer.</summary>
    Answered,
    /// <summary>It has a refusal, in words.</summary>
    Refused,
    /// <summary>It has a part of an answer, and has to see that.</summary>
    Broken,
}

/// <summary>
/// The answer to one request for a file, and its story in the journal. <see cref="Answer"/> may block on the
/// drive for as long as the kernel likes; <see cref="HasStalled"/>, called by the front's watch, then
/// tells the story's end in its place.
/// </summary>
internal sealed class FileTransfer(HttpFront front, Socket socket, Ipv4 client, string path, FileEntry entry)
{
    /// <summary>A connection holds so much memory while it sends from a sealed file.</summary>
    private const int VerifiedBytes = 128 * 1024;

    private readonly long _acknowledgedBefore = TcpProgress.Of(socket).Acknowledged;
    private TimeSpan _windowStart = BootClock.Now;
    private long _windowAcknowledged, _lastAcknowledged;
    private long _head, _count;
    private int _told;

    internal FileRoot Root => entry.Root;

    internal TransferEnd Answer(in RequestHead head, bool keepAlive)
    {
        try
        {
            if (front.HasGivenUp(entry.Root))
                throw new IOException($"The {entry.Root.Name} does not answer, and too many wait for it already; check the drive and its plug, or restart the box.");
            using SafeFileHandle file = front.Opener.Open(entry, out long length);
            FileAnswer answer = new(head, length, entry.Modified, entry.Part?.Disc);
            byte[] bytes = answer.Head(ContentType.Of(path), keepAlive);
            if (answer.SendsBody)
            {
                Volatile.Write(ref _head, bytes.Length);
                Volatile.Write(ref _count, answer.Count);
                Record(Step.FileAsked, 0);
            }
            long count = Volatile.Read(ref _count);
            return Tell(entry.Whole.Seal is null ? Send(bytes, file, answer.First, count) : SendVerified(bytes, file, answer.First, count));
        }
        catch (IOException failure)
        {
            bool absent = failure is FileNotFoundException;
            TellEnd(absent ? Step.FileAbsent : Step.FileFailed, 0, failure.Message);
            Refusal refusal = absent
                ? new Refusal("404 Not Found", failure.Message)
                // Not a 5xx, after which iPXE would ask again and again: it is the same at the next try.
                : failure is AlteredFileException ? new Refusal("403 Forbidden", failure.Message)
                : new Refusal("503 Service Unavailable", failure.Message);
            socket.Send(refusal.Bytes(headOnly: head.IsHead));
            return TransferEnd.Refused;
        }
    }

    /// <summary>Tells the journal how far the client has come.</summary>
    /// <returns>Whether to give up.</returns>
    internal bool HasStalled(TimeSpan now)
    {
        TcpProgress progress;
        try
        {
            progress = TcpProgress.Of(socket);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }

        long acknowledged = progress.Acknowledged - _acknowledgedBefore, count = Volatile.Read(ref _count);
        if (acknowledged > _lastAcknowledged && count > 0)
        {
            _lastAcknowledged = acknowledged;
            front.Activity.Seen(client, now);
            if (Volatile.Read(ref _told) == 0)
                Record(Step.FileProgress, Reached(acknowledged, count));
        }

        if (acknowledged - _windowAcknowledged >= front.Limits.StallBytes)
            (_windowStart, _windowAcknowledged) = (now, acknowledged);
        if (now - _windowStart < front.Limits.StallTime)
            return false;

        string seconds = $"{front.Limits.StallTime.TotalSeconds:0} seconds";
        TellEnd(Step.FileFailed, Reached(acknowledged, count), progress.InFlight
            ? $"The machine took next to nothing for {seconds}; check its cable and the switch."
            : $"The {entry.Root.Name} gave nothing for {seconds}; check the drive and its plug.");
        return true;
    }

    /// <summary>Its drive was taken away. From any thread.</summary>
    internal void EndForGoneDrive() => TellEnd(
        Step.FileFailed, Reached(Volatile.Read(ref _lastAcknowledged), Volatile.Read(ref _count)), DriveNews.Sentence(entry.Root));

    /// <summary>Piece by piece: a part of a disc may lie in several places.</summary>
    private SendResult Send(byte[] head, SafeFileHandle file, long first, long count)
    {
        long sent = 0;
        while (true)
        {
            Extent piece = count == 0 ? default : entry.Locate(first + sent);
            long most = Math.Min(piece.Length, count - sent);
            SendResult result = FileSender.Send(socket.SafeHandle, sent == 0 ? head : [], file, piece.Offset, most);
            sent += result.Sent;
            if (result.End != SendEnd.Sent || sent == count)
                return result with { Sent = sent };
        }
    }

    /// <summary>
    /// A sealed file goes through memory, not by sendfile(2): what was checked is what is sent, whatever happens to the drive meanwhile.
    /// The first part is read before the head leaves, so that a damaged file is a refusal in words.
    /// </summary>
    private SendResult SendVerified(byte[] head, SafeFileHandle file, long first, long count)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(count, VerifiedBytes));
        long sent = 0;
        try
        {
            while (true)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(count - sent, VerifiedBytes));
                if (front.Opener.Read(file, entry, first + sent, part) < part.Length)
                    return new SendResult(SendEnd.FileShort, sent, 0);
                SendResult result = FileSender.Send(socket.SafeHandle, sent == 0 ? head : [], part, more: sent + part.Length < count);
                sent += result.Sent;
                if (result.End != SendEnd.Sent || sent == count)
                    return result with { Sent = sent };
            }
        }
        catch (IOException failure) when (sent > 0)
        {
            TellEnd(Step.FileFailed, sent, failure.Message);
            return new SendResult(SendEnd.DriveFailed, sent, 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private long Reached(long acknowledged, long count) => Math.Clamp(acknowledged - Volatile.Read(ref _head), 0, count);

    private TransferEnd Tell(SendResult result)
    {
        switch (result.End)
        {
            case SendEnd.Sent:
                if (result.Sent > 0)
                    TellEnd(Step.FileDone, result.Sent, "");
                return TransferEnd.Answered;
            case SendEnd.FileShort:
                TellEnd(Step.FileFailed, result.Sent, $"The file on the {entry.Root.Name} became shorter while it was sent.");
                break;
            case SendEnd.DriveFailed:
                TellEnd(Step.FileFailed, result.Sent,
                    $"The {entry.Root.Name} failed ({Marshal.GetPInvokeErrorMessage(result.Error)}); check the drive and its plug.");
                break;
            default:
                TellEnd(Step.FileFailed, result.Sent, $"The machine ended the connection ({Marshal.GetPInvokeErrorMessage(result.Error)}).");
                break;
        }
        return TransferEnd.Broken;
    }

    /// <summary>The story has one end, whoever comes to it first.</summary>
    private void TellEnd(Step step, long bytes, string why)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            Record(step, bytes, why);
    }

    private void Record(Step step, long bytes, string why = "") =>
        front.Journal.Record(new MachineEvent(step, null, client, "HTTP", path, bytes, Volatile.Read(ref _count), why));
}
