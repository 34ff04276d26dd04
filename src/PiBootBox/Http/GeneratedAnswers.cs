using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Http;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Clock;
using PiBootBox.Wire;

namespace PiBootBox.Http;

/// <summary>
/// What Kestrel answers: the generated files of the tree, and refusals in words. Every answer closes the
/// connection: the next request may be for a file, and files are <see cref="HttpConnection"/>'s.
/// </summary>
/// <param name="desk">Null for a box that installs nothing.</param>
internal sealed class GeneratedAnswers(IVirtualTree tree, IMachineJournal journal, ActivityBoard activity, AnswerDesk? desk = null)
{
    private const int LongestName = 200;

    internal Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        context.Response.Headers.Connection = "close";
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        bool isPath = RequestPath.TryDecode(Encoding.Latin1.GetBytes(target), out string path);
        // Installers report with whatever they have: wget and curl with data send POST.
        bool isReport = isPath && desk is not null && AnswerPath.IsReport(path);
        // Method names are case-sensitive (RFC 9110 section 9.1); HttpMethods.IsGet is not.
        if (request.Method is not ("GET" or "HEAD") && !(isReport && request.Method == "POST"))
        {
            context.Response.Headers.Allow = isReport ? "GET, POST" : "GET, HEAD";
            return RefuseAsync(context, 405, $"The box answers GET and HEAD only, not {request.Method}.");
        }

        Ipv4 client = AddressOf(context.Connection.RemoteIpAddress), box = AddressOf(context.Connection.LocalIpAddress);
        activity.Seen(client, BootClock.Now);
        if (!isPath)
            return AbsentAsync(context, client, target);
        // Asking what there is starts nothing and reports nothing.
        if (request.Method != "HEAD" && desk?.Answer(new DeskRequest(path, QueryOf(target), client, box, IsOfBrowser(request.Headers))) is { } answer)
            return GiveAsync(context, answer);

        return tree.Find(new TreeRequest(path, client, box, TreeProtocol.Http, BootClock.Now)) switch
        {
            MemoryEntry generated => GiveAsync(context, client, path, generated),
            // Only a request that HttpConnection could not make sense of gets here, or one that raced with a new drive.
            FileEntry => RefuseAsync(context, 503, "The box gives files to plain GET and HEAD requests only. Try again in a moment."),
            _ => AbsentAsync(context, client, path),
        };
    }

    private async Task GiveAsync(HttpContext context, Ipv4 client, string path, MemoryEntry file)
    {
        HttpResponse response = context.Response;
        bool isHead = HttpMethods.IsHead(context.Request.Method);
        string range = isHead || context.Request.Headers.ContainsKey("If-Range") ? "" : context.Request.Headers.Range.ToString();
        RangeOutcome outcome = ByteRange.Resolve(Encoding.Latin1.GetBytes(range), file.Length, out long first, out long count);
        response.Headers.AcceptRanges = "bytes";
        // It may be another one for the next machine, and in the next minute.
        response.Headers.CacheControl = "no-store";
        response.ContentType = file.MediaType;
        response.ContentLength = count;
        response.StatusCode = outcome switch { RangeOutcome.Whole => 200, RangeOutcome.Part => 206, _ => 416 };
        if (outcome != RangeOutcome.Whole)
        {
            string part = outcome == RangeOutcome.Part ? $"{first}-{first + count - 1}" : "*";
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part}/{file.Length}");
        }
        if (isHead || count == 0)
            return;

        Record(Step.FileAsked, client, path, 0, count);
        await response.Body.WriteAsync(file.Bytes.Slice((int)first, (int)count), context.RequestAborted);
        Record(Step.FileDone, client, path, count, count);
    }

    private static async Task GiveAsync(HttpContext context, DeskAnswer answer)
    {
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.ContentType = answer.MediaType;
        response.ContentLength = answer.Body.Length;
        if (answer.Body.Length > 0)
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private Task AbsentAsync(HttpContext context, Ipv4 client, string path)
    {
        string name = path.Length <= LongestName ? path : path[..LongestName] + "...";
        Record(Step.FileAbsent, client, name, 0, 0);
        return RefuseAsync(context, 404, $"There is no {name} on this box.");
    }

    /// <summary>Pages of strangers make browsers ask for whatever they name; then one of these fields is there (Fetch, section 3.2).</summary>
    private static bool IsOfBrowser(IHeaderDictionary headers)
    {
        if (headers.Origin.Count > 0 || headers.Referer.Count > 0)
            return true;
        foreach (string name in headers.Keys)
        {
            if (name.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string QueryOf(string target) => target.IndexOf('?') is >= 0 and int mark ? target[(mark + 1)..] : "";

    private static async Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        byte[] body = Encoding.UTF8.GetBytes(sentence + "\n");
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        // The sentence may quote the request, and no browser shall take it for a page.
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = body.Length;
        if (status == 503)
            response.Headers.RetryAfter = "2";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private void Record(Step step, Ipv4 client, string path, long bytes, long of) =>
        journal.Record(new MachineEvent(step, null, client, "HTTP", path, bytes, of));

    private static Ipv4 AddressOf(IPAddress? address) => address is null ? Ipv4.Any : Ipv4.From(address);
}
