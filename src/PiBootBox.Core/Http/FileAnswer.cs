using System.Globalization;
using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Http;

/// <summary>The answer to a GET or HEAD for a file: which status, and which bytes of the file follow.</summary>
public readonly struct FileAnswer
{
    private readonly Validators _validators;
    private readonly long _length;

    /// <param name="head">A GET or HEAD.</param>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="modified">When the file was last changed.</param>
    /// <param name="disc">The image that it lies in; null for a file of its own.</param>
    public FileAnswer(in RequestHead head, long length, DateTimeOffset modified, FileEntry? disc = null)
    {
        _length = length;
        _validators = new Validators(length, modified, disc);
        switch (_validators.Check(head))
        {
            case Precondition.NotModified:
                Status = 304;
                return;
            case Precondition.Failed:
                Status = 412;
                return;
        }

        // Range is defined for GET alone: RFC 9110 section 14.2.
        ReadOnlySpan<byte> range = head.IsGet && _validators.AllowRange(head) ? head.Range : default;
        RangeOutcome outcome = ByteRange.Resolve(range, length, out long first, out long count);
        Status = outcome switch { RangeOutcome.Whole => 200, RangeOutcome.Part => 206, _ => 416 };
        (First, Count) = (first, count);
        SendsBody = head.IsGet && count > 0;
    }

    public int Status { get; }

    /// <summary>Offset in the file of the first byte to send.</summary>
    public long First { get; }

    /// <summary>Bytes that the answer is about; a HEAD names them and sends none.</summary>
    public long Count { get; }

    public bool SendsBody { get; }

    /// <summary>
    /// The status line and the fields, with the blank line. There is no Date: the box's board may have
    /// no clock, and a server without one must not make a date up (RFC 9110 section 6.6.1).
    /// </summary>
    /// <param name="contentType">A media type.</param>
    /// <param name="keepAlive">Whether the box will read another request from this connection.</param>
    public byte[] Head(string contentType, bool keepAlive)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        (string reason, string fields) = Status switch
        {
            200 => ("200 OK", string.Create(invariant, $"Content-Type: {contentType}\r\nContent-Length: {Count}\r\n")),
            206 => ("206 Partial Content", string.Create(invariant,
                $"Content-Type: {contentType}\r\nContent-Length: {Count}\r\nContent-Range: bytes {First}-{First + Count - 1}/{_length}\r\n")),
            // A 304 ends with its head, and a Content-Length in it would be that of the 200.
            304 => ("304 Not Modified", ""),
            412 => ("412 Precondition Failed", "Content-Length: 0\r\n"),
            _ => ("416 Range Not Satisfiable", string.Create(invariant, $"Content-Length: 0\r\nContent-Range: bytes */{_length}\r\n")),
        };
        // keep-alive is said aloud for HTTP/1.0 clients; no 1.1 client minds.
        return Encoding.ASCII.GetBytes(string.Create(invariant,
            $"HTTP/1.1 {reason}\r\nConnection: {(keepAlive ? "keep-alive" : "close")}\r\nAccept-Ranges: bytes\r\nETag: {_validators.Tag}\r\nLast-Modified: {_validators.Modified:R}\r\n{fields}\r\n"));
    }
}
