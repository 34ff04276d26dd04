using System.Diagnostics;
using PiBootBox.Core;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Dhcp;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Tests;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Linux.Tests.Storage;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Dhcp;

/// <summary>The endpoint on a real cable, with a real journal on a real file system.</summary>
[Collection(CableTests.Name)]
public sealed class DhcpEndpointTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DhcpSettings Unprobed = new() { Probe = false, RangeStart = new Ipv4(0x0A4D_0100), RangeEnd = new Ipv4(0x0A4D_01FF) };

    private readonly VethPair _cable = new();
    private readonly TroubleLog _told = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-endpoint-").FullName;

    [Fact]
    public void A_real_client_gets_an_address_and_keeps_it_when_it_is_switched_on_again()
    {
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint endpoint = Serve(store, new DhcpSettings());

        string first = Udhcpc();
        string second = Udhcpc();

        Assert.Matches(@"lease of 10\.77\.\d+\.\d+ obtained", first);
        Assert.Equal(Address(first), Address(second));
        Assert.Empty(_told.Kinds);
    }

    [Fact]
    public void An_address_that_somebody_uses_is_not_offered()
    {
        Tool.Run("ip", "-n", _cable.ClientSide, "address", "add", "10.77.0.2/16", "dev", "eth0");
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint endpoint = Serve(store, new DhcpSettings { RangeStart = new Ipv4(0x0A4D_0002), RangeEnd = new Ipv4(0x0A4D_0003) });
        using Crowd crowd = new(_cable);

        Heard offer = crowd.Exchange(1, SimpleClient.DiscoverFrame(1));

        Assert.Equal((SimpleClient.Offer, new Ipv4(0x0A4D_0003)), (offer.Type, offer.Address));
    }

    [Fact]
    public void A_restart_remembers_every_lease()
    {
        using Crowd crowd = new(_cable);
        using (LeaseStore store = LeaseStore.Open(_folder, _told))
        using (Serve(store, Unprobed))
            crowd.Lease(0, 100, () => crowd.Acked.Count < 100);

        using LeaseStore again = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint endpoint = Serve(again, Unprobed);

        Assert.Equal(100, again.Leases().Count);
        foreach ((uint machine, Ipv4 address) in crowd.Acked)
        {
            Heard offer = crowd.Exchange(machine, SimpleClient.DiscoverFrame(machine));
            Assert.Equal((SimpleClient.Offer, address), (offer.Type, offer.Address));
        }
    }

    [Fact]
    public void A_port_that_starts_anew_knows_the_leases_that_were_given_since_the_start()
    {
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using Crowd crowd = new(_cable);
        using (Serve(store, Unprobed))
            crowd.Lease(0, 50, () => crowd.Acked.Count < 50);

        using DhcpEndpoint endpoint = Serve(store, Unprobed);

        Heard offer = crowd.Exchange(7, SimpleClient.DiscoverFrame(7));
        Assert.Equal((SimpleClient.Offer, crowd.Acked[7]), (offer.Type, offer.Address));
    }

    [Fact]
    public void A_full_disk_gets_no_ack_out_until_space_returns()
    {
        using Mount disk = Mount.Tmpfs(64);
        string ballast = Path.Combine(disk.Folder, "ballast");
        using Crowd crowd = new(_cable);
        using (LeaseStore store = LeaseStore.Open(disk.Folder, _told))
        using (Serve(store, Unprobed))
        {
            Fill(ballast);
            // The page that the journal has begun still takes a few.
            crowd.Lease(0, 200, () => !_told.Kinds.Contains("lease-journal"));
            int acked = crowd.Acked.Count;
            Assert.InRange(acked, 1, 199);

            Heard offer = crowd.Exchange(1000, SimpleClient.DiscoverFrame(1000));
            crowd.Say(SimpleClient.SelectFrame(1000, offer.Address));
            Assert.Equal(SimpleClient.Offer, crowd.Exchange(1001, SimpleClient.DiscoverFrame(1001)).Type);
            Assert.DoesNotContain(1000u, crowd.Acked.Keys);

            File.Delete(ballast);
            Heard ack = crowd.Exchange(1000, SimpleClient.SelectFrame(1000, offer.Address));
            Assert.Equal((SimpleClient.Ack, offer.Address), (ack.Type, ack.Address));
            Assert.Contains("lease-journal-back", _told.Kinds);
        }

        using LeaseStore again = LeaseStore.Open(disk.Folder, _told);

        var kept = again.Leases().Select(lease => lease.Address).ToHashSet();
        Assert.All(crowd.Acked.Values, address => Assert.Contains(address, kept));
    }

    [Fact]
    public async Task A_port_that_vanishes_ends_its_endpoint_and_is_told()
    {
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint endpoint = Serve(store, Unprobed);

        Tool.Run("ip", "-n", _cable.BoxSide, "link", "delete", "eth0");

        await endpoint.Stopped.WaitAsync(Patience);
        Assert.StartsWith("The network port eth0 went down", _told.Sentence("dhcp-port-gone"));
    }

    [Fact]
    public void Two_endpoints_on_one_port_are_refused_by_the_number_of_the_udp_port()
    {
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint endpoint = Serve(store, Unprobed);

        Assert.Contains("UDP port 67 on eth0 is taken by", Assert.Throws<CannotServeException>(() => Serve(store, Unprobed)).Message);
    }

    [Fact]
    public void The_program_ends_with_one_sentence_when_another_server_holds_port_67()
    {
        using LeaseStore store = LeaseStore.Open(_folder, _told);
        using DhcpEndpoint other = Serve(store, Unprobed);
        using BoxProcess box = BoxProcess.Run(
            _cable.BoxSide, "--interface", "eth0", "--state", Path.Combine(_folder, "second"), "--drive", _folder);

        Assert.Equal(2, box.ExitCode());
        Assert.Matches(@"UDP port 67 on eth0 is taken by .+ \(process \d+\): stop that program", box.Output);
        Assert.DoesNotContain("   at ", box.Output);
    }

    public void Dispose()
    {
        _cable.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private DhcpEndpoint Serve(LeaseStore store, DhcpSettings settings)
    {
        var activity = new ActivityBoard();
        var ladder = new OfferLadder(new MachineMemory(), activity, _told);
        return VethPair.In(_cable.BoxSide, () => new DhcpEndpoint(
            _cable.Box,
            new DhcpDesk(
                _cable.Box,
                new DhcpServer(settings, _cable.Box, new NoBootFile(), _told, activity, ladder),
                new ProxyServer(_cable.Box, new NoBootFile(), _told, ladder),
                new RoleKeeper(RoleSetting.Server, _cable.Box, _told, BootClock.Now)),
            store, _told));
    }

    /// <summary>Busybox' client: asks, takes the lease, and ends without giving it back.</summary>
    private string Udhcpc()
    {
        using Process client = Process.Start(new ProcessStartInfo("ip",
            ["netns", "exec", _cable.ClientSide, "busybox", "udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "10", "-s", "/bin/true"])
        {
            RedirectStandardError = true,
        })!;
        string said = client.StandardError.ReadToEnd();
        client.WaitForExit();
        return said;
    }

    private static string Address(string said) =>
        System.Text.RegularExpressions.Regex.Match(said, @"lease of (\S+) obtained").Groups[1].Value;

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private sealed class NoBootFile : IBootFiles
    {
        private static readonly BootFile None = new(default, "a test");

        public BootFile For(MachineId machine, PxeClient client, Ipv4 box) => None;
    }
}
