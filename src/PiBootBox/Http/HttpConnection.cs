using System.Net.Sockets;
using PiBootBox.Core.Http;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Tcp;
using PiBootBox.Wire;

namespace PiBootBox.Http;

/// <summary>
/// One connection, on a thread of its own with plain blocking calls. The thread looks at no clock: the
/// front calls <see cref="Check"/> once a second, which ends whatever takes too long by shutting the
/// socket down under the blocked call.
/// </summary>
internal sealed class HttpConnection(Socket socket, Ipv4 client, Ipv4 box, HttpFront front)
{
    private const int MostOfHead = 8 * 1024;

    private long _deadline = (BootClock.Now + front.Limits.HeadTime).Ticks;
    private FileTransfer? _transfer;
    private bool _aborted;
    private int _gavePlaceBack;

    internal Ipv4 Client => client;

    /// <summary>Called about once a second by the front, on another thread than <see cref="Run"/>.</summary>
    internal void Check(TimeSpan now)
    {
        FileTransfer? transfer = Volatile.Read(ref _transfer);
        if (transfer is null ? now.Ticks <= Volatile.Read(ref _deadline) : !transfer.HasStalled(now))
            return;
        // The shutdown of a second ago ended every wait for the client: what still waits, waits for the drive.
        if (transfer is not null && Volatile.Read(ref _aborted))
            front.SetAside(this, transfer.Root);
        Abort();
    }

    /// <summary>From any thread.</summary>
    internal void EndTransferFrom(FileRoot root)
    {
        if (Volatile.Read(ref _transfer) is not { } transfer || !ReferenceEquals(transfer.Root, root))
            return;
        transfer.EndForGoneDrive();
        Abort();
    }

    /// <returns>True for the first one that asks.</returns>
    internal bool MayGivePlaceBack() => Interlocked.Exchange(ref _gavePlaceBack, 1) == 0;

    /// <summary>Ends the connection; whatever blocks on it returns. From any thread.</summary>
    internal void Abort()
    {
        Volatile.Write(ref _aborted, true);
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It ended by itself in the same moment.
        }
    }

    internal void Run()
    {
        bool handedOver = false;
        try
        {
            Span<byte> buffer = stackalloc byte[MostOfHead];
            while (AnswersOne(buffer, out handedOver))
            {
            }
        }
        catch (SocketException)
        {
            // The client went away between two requests: nothing that anybody needs to know.
        }
        catch (Exception fault)
        {
            // On a thread of our own it would end the box, and with it every other machine's boot.
            front.Journal.Trouble("http-fault", $"A web connection of {client} was ended by a fault of the box: {fault}");
            Volatile.Write(ref _aborted, true);
        }
        if (!handedOver)
            End();
    }

    /// <returns>Whether another request may follow on this thread.</returns>
    private bool AnswersOne(Span<byte> buffer, out bool handedOver)
    {
        handedOver = false;
        int have = PeekHead(buffer, out RequestHead head, out HeadState state);
        if (have == 0)
            return false;
        front.Activity.Seen(client, BootClock.Now);

        if (state != HeadState.Complete || !(head.IsGet || head.IsHead)
            || !RequestPath.TryDecode(head.Target, out string path)
            || front.Tree.Find(new TreeRequest(path, client, box, TreeProtocol.Http, BootClock.Now)) is not FileEntry entry)
        {
            handedOver = front.TryHandOver(this, socket);
            return false;
        }

        Take(head.Length);
        bool keepAlive = head.KeepAlive && !head.HasBody;
        FileTransfer transfer = new(front, socket, client, path, entry);
        Volatile.Write(ref _transfer, transfer);
        TransferEnd end = transfer.Answer(head, keepAlive);
        // Before the transfer is taken away: the deadline of its request is long past, and Check may come in between.
        ExpectWithin(front.Limits.IdleTime);
        Volatile.Write(ref _transfer, null);
        switch (end)
        {
            case TransferEnd.Answered when keepAlive:
                return true;
            case TransferEnd.Broken:
                Volatile.Write(ref _aborted, true);
                return false;
            default:
                LetTheClientClose(buffer);
                return false;
        }
    }

    /// <summary>Waits for a whole request head and leaves it unread, so that Kestrel finds it there.</summary>
    /// <returns>Bytes looked at; 0 when the connection ended first.</returns>
    private int PeekHead(Span<byte> buffer, out RequestHead head, out HeadState state)
    {
        head = default;
        state = HeadState.Incomplete;
        int have = 0;
        // A full buffer without an end is Kestrel's to refuse: 431 or 414.
        while (state == HeadState.Incomplete && have < buffer.Length)
        {
            int now = TcpPeek.More(socket, buffer, have);
            if (now <= have)
                return 0;
            if (have == 0)
                ExpectWithin(front.Limits.HeadTime);
            have = now;
            state = RequestHead.Parse(buffer[..have], out head);
        }
        return have;
    }

    /// <summary>Takes the peeked head out of the socket; its bytes stay in the buffer that it was parsed in.</summary>
    private void Take(int length)
    {
        Span<byte> again = stackalloc byte[512];
        while (length > 0)
            length -= socket.Receive(again[..Math.Min(length, again.Length)]);
    }

    /// <summary>A close with bytes of the client unread would be a reset, which can overtake the answer's end.</summary>
    private void LetTheClientClose(Span<byte> buffer)
    {
        ExpectWithin(front.Limits.CloseTime);
        socket.Shutdown(SocketShutdown.Send);
        while (socket.Receive(buffer) > 0)
        {
        }
    }

    private void ExpectWithin(TimeSpan time) => Volatile.Write(ref _deadline, (BootClock.Now + time).Ticks);

    private void End()
    {
        front.Leave(this);
        // A reset, so that the client sees at once that its file is not whole, and the kernel keeps nothing of it.
        if (Volatile.Read(ref _aborted))
            socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
