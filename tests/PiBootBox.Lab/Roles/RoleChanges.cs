using System.Diagnostics;
using PiBootBox.Wire;

namespace PiBootBox.Lab.Roles;

/// <summary>
/// The native box beside a real DHCP server and beside another box. Who gave which address is read from the frames,
/// not from the log. Each takes a minute of waiting and no work: they run side by side.
/// </summary>
public sealed class RoleChanges(RoleChanges.Courses courses) : IClassFixture<RoleChanges.Courses>
{
    /// <summary>What is under way in the box when the foreign server's first frame is on the wire.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    [Fact]
    public Task A_foreign_server_that_comes_and_goes_takes_the_role_and_gives_it_back() => courses.ForeignServer;

    [Fact]
    public Task Of_two_boxes_one_serves_and_the_other_takes_over() => courses.TwoBoxes;

    [Fact]
    public Task Thirty_seconds_of_dropped_frames_make_no_second_server() => courses.SpanningTree;

    public sealed class Courses
    {
        public Task ForeignServer { get; } = Task.Run(ForeignServerAsync);

        public Task TwoBoxes { get; } = Task.Run(TwoBoxesAsync);

        public Task SpanningTree { get; } = Task.Run(SpanningTreeAsync);
    }

    private static async Task ForeignServerAsync()
    {
        await using RoleLab lab = await RoleLab.UpAsync("foreign");
        await lab.NodeAsync("other", "10.77.0.3/24");
        using LabBox box = await lab.StartBoxAsync("box");
        await box.SaysAsync("nobody else gives addresses here, so the box does");
        await SomeoneSaysAsync(lab, said => said.Server == box.Mac && said.IsAboutAnAddress);

        using Process other = await lab.StartDnsmasqAsync("other");
        await box.SaysAsync("gives addresses here, so the box only boots machines");
        await SomeoneSaysAsync(lab, said => said.Server == box.Mac && said.Address.IsAny, after: lab.Answers.Count + 5);
        other.Kill();
        await other.WaitForExitAsync();
        await box.SaysAsync("gives no addresses any more, so the box gives addresses here");
        await SomeoneSaysAsync(lab, said => said.Server == box.Mac && said.IsAboutAnAddress, after: lab.Answers.Count);

        Said[] foreign = [.. lab.Answers.Where(said => said.Server != box.Mac)];
        TimeSpan first = foreign[0].At, last = foreign[^1].At;
        Assert.DoesNotContain(lab.Answers, said =>
            said.Server == box.Mac && said.IsAboutAnAddress && said.At > first + Grace && said.At < last + TimeSpan.FromSeconds(30));
    }

    private static async Task TwoBoxesAsync()
    {
        await using RoleLab lab = await RoleLab.UpAsync("two");
        await lab.NodeAsync("second", "10.77.0.2/24");
        LabBox[] boxes = await Task.WhenAll(lab.StartBoxAsync("box"), lab.StartBoxAsync("second"));
        LabBox low = boxes.MinBy(box => box.Mac.Value)!, high = boxes.MaxBy(box => box.Mac.Value)!;
        using (high)
        {
            using (low)
            {
                await SomeoneSaysAsync(lab, said => said.IsAboutAnAddress, after: 5);
                await Task.WhenAll(boxes.Select(box => box.SaysAsync("lan0: ", after: 1)));
            }
            MacAddress first = Assert.Single(lab.Answers.Select(said => said.Server).Distinct());
            Assert.Equal(low.Mac, first);

            await high.SaysAsync("serves no more, so the box gives addresses here");
            using LabBox again = await lab.StartBoxAsync(low == boxes[0] ? "box" : "second");
            await again.SaysAsync($"({high.Mac}), serves here, so this one stands by");
            int before = lab.Answers.Count;
            await SomeoneSaysAsync(lab, said => said.IsAboutAnAddress, after: before + 5);

            // One after the other, and never both.
            MacAddress[] servers = [.. lab.Answers.Select(said => said.Server)];
            Assert.Equal([low.Mac, high.Mac], servers.Where((server, i) => i == 0 || server != servers[i - 1]));
        }
    }

    private static async Task SpanningTreeAsync()
    {
        await using RoleLab lab = await RoleLab.UpAsync("tree");
        await lab.NodeAsync("other", "10.77.0.3/24");
        using Process other = await lab.StartDnsmasqAsync("other");
        await lab.DropAsync();
        using LabBox box = await lab.StartBoxAsync("box");
        await box.SaysAsync("the box listens who else serves this network");
        await lab.PlugAsync(isIn: false);
        await box.SaysAsync("the cable is out");
        await lab.PlugAsync(isIn: true);
        await box.SaysAsync("the cable is in");
        await Task.Delay(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(lab.Answers, said => said.Server == box.Mac);
        await lab.ForwardAsync();
        await box.SaysAsync("gives addresses here, so the box only boots machines");
        await SomeoneSaysAsync(lab, said => said.Server == box.Mac);
        Assert.DoesNotContain(lab.Answers, said => said.Server == box.Mac && said.IsAboutAnAddress);
        Assert.Contains(lab.Answers, said => said.Server != box.Mac && said.IsAboutAnAddress);
    }

    /// <param name="after">Answers that do not count: those before, or so many.</param>
    private static async Task SomeoneSaysAsync(RoleLab lab, Func<Said, bool> what, int after = 0)
    {
        for (long began = Stopwatch.GetTimestamp(); !lab.Answers.Skip(after).Any(what); await Task.Delay(200))
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2), "Nobody answers the machine so.");
    }
}
