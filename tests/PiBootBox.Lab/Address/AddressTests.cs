using System.Diagnostics;

namespace PiBootBox.Lab.Address;

/// <summary>
/// The image's script that gives a port its address, on a switch with others. Each takes some seconds of waiting and no work: they run
/// side by side.
/// </summary>
public sealed class AddressTests(AddressTests.Courses courses) : IClassFixture<AddressTests.Courses>
{
    [Fact]
    public Task The_first_address_is_the_boxs_until_somebody_else_takes_it() => courses.Taken;

    [Fact]
    public Task Two_boxes_that_start_together_end_with_two_addresses() => courses.Together;

    [Fact]
    public Task Two_boxes_that_a_switch_kept_apart_end_with_two_addresses() => courses.Apart;

    [Fact]
    public Task A_cable_that_comes_in_where_the_address_is_taken_moves_the_box() => courses.Plugged;

    [Fact]
    public Task An_address_in_use_is_kept_once_and_given_up_to_who_does_not_go() => courses.Defended;

    [Fact]
    public Task A_lease_takes_the_place_of_the_own_address_whatever_it_is() => courses.Leased;

    public sealed class Courses
    {
        public Task Taken { get; } = Task.Run(TakenAsync);

        public Task Together { get; } = Task.Run(TogetherAsync);

        public Task Apart { get; } = Task.Run(ApartAsync);

        public Task Plugged { get; } = Task.Run(PluggedAsync);

        public Task Defended { get; } = Task.Run(DefendedAsync);

        public Task Leased { get; } = Task.Run(LeasedAsync);
    }

    private static async Task TakenAsync()
    {
        await using AddressLab lab = await AddressLab.UpAsync("taken");
        await lab.NodeAsync("first");
        using Process box = lab.StartScript("first");
        await lab.HaveAsync(["first"], "192.168.77.1/24");

        await lab.NodeAsync("other", "192.168.77.1/24");
        await lab.HaveAsync(["first"], "192.168.77.2/24");
    }

    private static async Task TogetherAsync()
    {
        await using AddressLab lab = await AddressLab.UpAsync("together");
        await lab.NodeAsync("other", "192.168.77.1/24");
        await lab.NodeAsync("first");
        await lab.NodeAsync("second");
        using Process first = lab.StartScript("first"), second = lab.StartScript("second");
        await lab.HaveAsync(["first", "second"], "192.168.77.2/24", "192.168.77.3/24");
    }

    private static async Task ApartAsync()
    {
        await using AddressLab lab = await AddressLab.UpAsync("apart");
        await lab.NodeAsync("first");
        await lab.NodeAsync("second");
        await lab.ForwardAsync("first", isForwarding: false);
        await lab.ForwardAsync("second", isForwarding: false);
        using Process first = lab.StartScript("first"), second = lab.StartScript("second");
        await lab.HaveAsync(["first", "second"], "192.168.77.1/24", "192.168.77.1/24");

        await lab.ForwardAsync("first", isForwarding: true);
        await lab.HaveAsync(["first", "second"], "192.168.77.1/24", "192.168.77.2/24");
    }

    private static async Task PluggedAsync()
    {
        await using AddressLab lab = await AddressLab.UpAsync("plugged");
        await lab.NodeAsync("first");
        using Process box = lab.StartScript("first");
        await lab.HaveAsync(["first"], "192.168.77.1/24");

        await lab.PlugAsync("first", isIn: false);
        await lab.NodeAsync("other", "192.168.77.1/24");
        await lab.PlugAsync("first", isIn: true);
        await lab.HaveAsync(["first"], "192.168.77.2/24");
    }

    private static async Task DefendedAsync()
    {
        await using AddressLab lab = await AddressLab.UpAsync("defended");
        await lab.NodeAsync("first");
        using (Process before = lab.StartScript("first"))
        {
            await lab.HaveAsync(["first"], "192.168.77.1/24");
            before.Kill(entireProcessTree: true);
        }
        await lab.NodeAsync("other", "192.168.77.1/24");
        // What it finds on its port is no news to it.
        using Process box = lab.StartScript("first");
        await lab.HaveAsync(["first"], "192.168.77.2/24");

        string mac = await lab.MacAsync("other");
        Assert.Equal(
        [
            "first: lan0 has 192.168.77.1: no DHCP server has leased it an address.",
            $"first: lan0 keeps 192.168.77.1 for now, though {mac} has it as well.",
            $"first: lan0 gives up 192.168.77.1: {mac} has it as well.",
        ], await lab.SaidAsync(3));
    }

    private static async Task LeasedAsync()
    {
        const string Lease = "192.168.77.2/24", Own = "192.168.77.1/24";
        await using AddressLab lab = await AddressLab.UpAsync("leased");
        await lab.NodeAsync("first");
        using Process box = lab.StartScript("first");
        await lab.HaveAsync(["first"], Own);

        string[] hour = ["valid_lft", "3600", "preferred_lft", "3600"], infinite = [];
        foreach (string[] time in new[] { hour, infinite })
        {
            await lab.AddressAsync("first", ["add", Lease, .. time]);
            await lab.HaveAsync(["first"], Lease);
            await lab.AddressAsync("first", ["change", Lease, .. time]);
            await lab.AddressAsync("first", ["del", Lease]);
            await lab.HaveAsync(["first"], Own);
        }

        const string Has = "first: lan0 has 192.168.77.1: no DHCP server has leased it an address.";
        const string GivesUp = "first: lan0 gives up 192.168.77.1: a DHCP server has leased it another.";
        Assert.Equal([Has, GivesUp, Has, GivesUp, Has], await lab.SaidAsync(5));
    }
}
