using PiBootBox.Control;

namespace PiBootBox.Machines;

/// <summary>
/// Answers <c>pibootbox machines</c>, which asks <c>once</c> or <c>follow</c>: one report a line, with an empty line behind the list, and what
/// happens from then on to a follower.
/// </summary>
public sealed class MachinesDesk(ReportFeed feed)
{
    public const string Once = "once", Follow = "follow";

    /// <summary>How often a follower's news are looked for: quick for the eye, nothing for the processor.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly byte[] EndOfLine = "\n"u8.ToArray(), EndOfList = EndOfLine;

    public async Task ListAsync(ControlConnection client, string rest)
    {
        await SendAsync(client, -1);
        await client.SendAsync(EndOfList);
    }

    public async Task FollowAsync(ControlConnection client, string rest)
    {
        long mark = await SendAsync(client, -1);
        await client.SendAsync(EndOfList);
        // A follower says nothing more: what comes is its end.
        Task<string?> gone = client.ReadLineAsync();
        while (await Task.WhenAny(gone, Task.Delay(LookEvery, client.Ending)) != gone)
            mark = await SendAsync(client, mark);
    }

    private async Task<long> SendAsync(ControlConnection client, long newerThan)
    {
        IReadOnlyList<ReportLine> news = feed.Read(newerThan, out long mark);
        foreach (ReportLine line in news)
        {
            await client.SendAsync(ReportJson.Write(line));
            await client.SendAsync(EndOfLine);
        }
        return mark;
    }
}
