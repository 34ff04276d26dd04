using System.Globalization;
using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Http;

public enum Precondition
{
    Proceed,
    /// <summary>304.</summary>
    NotModified,
    /// <summary>412.</summary>
    Failed,
}

/// <summary>What tells one state of a file from another: RFC 9110 section 8.8.</summary>
public readonly struct Validators
{
    // The three forms that section 5.6.7 obliges a server to read.
    private static readonly string[] s_dateForms =
        ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <param name="disc">For a file within a disc's image: another disc in its place may hold one of the same length and time.</param>
    public Validators(long length, DateTimeOffset modified, FileEntry? disc = null)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"{modified.UtcTicks:x}-{length:x}");
        if (disc is not null)
        {
            tag = string.Create(CultureInfo.InvariantCulture, $"{tag}-{disc.Modified.UtcTicks:x}-{disc.Length:x}");
            modified = disc.Modified;
        }
        Tag = $"\"{tag}\"";
        // The field carries whole seconds.
        Modified = modified.ToUniversalTime();
        Modified = Modified.AddTicks(-(Modified.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>With its quotes. It is strong: what lies on a drive changes its time with its bytes.</summary>
    public string Tag { get; }

    /// <summary>In UTC, whole seconds.</summary>
    public DateTimeOffset Modified { get; }

    /// <summary>In the order of RFC 9110 section 13.2.2.</summary>
    public Precondition Check(in RequestHead head)
    {
        if (!head.IfMatch.IsEmpty)
        {
            if (!Lists(head.IfMatch, weakly: false))
                return Precondition.Failed;
        }
        else if (TryDate(head.IfUnmodifiedSince, out DateTimeOffset unmodified) && Modified > unmodified)
        {
            return Precondition.Failed;
        }

        bool unchanged = head.IfNoneMatch.IsEmpty
            ? TryDate(head.IfModifiedSince, out DateTimeOffset since) && Modified <= since
            : Lists(head.IfNoneMatch, weakly: true);
        return unchanged ? Precondition.NotModified : Precondition.Proceed;
    }

    /// <summary>Whether the Range field counts: If-Range (section 13.1.5) is absent, or names this very state.</summary>
    public bool AllowRange(in RequestHead head) =>
        head.IfRange.IsEmpty
        || Is(head.IfRange)
        || TryDate(head.IfRange, out DateTimeOffset date) && date == Modified;

    private bool Lists(ReadOnlySpan<byte> tags, bool weakly)
    {
        if (tags.SequenceEqual("*"u8))
            return true;
        // A comma inside of a quoted tag cuts it in two; ours has none, so neither half can equal it.
        foreach (Range part in tags.Split((byte)','))
        {
            ReadOnlySpan<byte> tag = tags[part].Trim(" \t"u8);
            if (weakly && tag.StartsWith("W/"u8))
                tag = tag[2..];
            if (Is(tag))
                return true;
        }
        return false;
    }

    private bool Is(ReadOnlySpan<byte> tag) => Ascii.Equals(tag, Tag);

    private static bool TryDate(ReadOnlySpan<byte> field, out DateTimeOffset date)
    {
        date = default;
        Span<char> text = stackalloc char[40];
        return field.Length is > 0 and <= 40
            && Encoding.Latin1.TryGetChars(field, text, out int length)
            && DateTimeOffset.TryParseExact(
                text[..length], s_dateForms, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out date);
    }
}
