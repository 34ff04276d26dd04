using System.Net;
using PiBootBox.Core.Journal;
using PiBootBox.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Tftp;

public class TftpBoundsTests
{
    [Fact]
    public void Many_clients_share_a_cache_far_smaller_than_their_files()
    {
        using var bed = new TftpBed(TftpLimits.Default with { ChunkBytes = 4096, CacheBytes = 16 * 4096, TransfersPerMachine = 100 });
        byte[][] files = [.. Enumerable.Range(0, 6).Select(i => bed.Put($"file{i}", 200_000 + i * 1001))];
        Parallel.For(0, 36, new ParallelOptions { MaxDegreeOfParallelism = 12 }, i =>
        {
            using var client = new WireClient(bed.Endpoint.Port);
            TftpOptions options = (i % 3) switch
            {
                0 => new TftpOptions(BlockSize: 1468, WindowSize: 16),
                1 => new TftpOptions(BlockSize: 1000),
                _ => default,
            };
            Assert.Equal(files[i % 6], client.Read($"file{i % 6}", options));
        });
        // The box has the last ACK a moment after its client is done.
        Assert.True(SpinWait.SpinUntil(() => bed.Steps.Count(step => step == Step.FileDone) == 36, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_machine_has_a_bounded_number_of_transfers_and_the_dead_ones_go_first()
    {
        using var bed = new TftpBed(TftpLimits.Default with { TransfersPerMachine = 3 });
        bed.Put("kernel", 5000);
        var clients = Enumerable.Range(0, 4).Select(_ => new WireClient(bed.Endpoint.Port)).ToArray();
        for (int i = 0; i < 3; i++)
        {
            clients[i].Ask("kernel");
            clients[i].ReceiveData();
            clients[i].Ack(1);
            clients[i].ReceiveData();
        }
        clients[3].Ask("kernel");
        Assert.Contains("busy", clients[3].ReceiveError().Message);
        foreach (WireClient client in clients)
            client.Dispose();
    }

    [Fact]
    public void A_flood_of_requests_that_nobody_answers_does_not_keep_a_machine_from_booting()
    {
        using var bed = new TftpBed(TftpLimits.Default with { Transfers = 64 });
        byte[] file = bed.Put("kernel", 50_000);
        bed.Put("bait", 50_000);
        using var flood = new WireClient(bed.Endpoint.Port);
        using var client = new WireClient(bed.Endpoint.Port);
        var from = new System.Net.Sockets.Socket[200];
        byte[] request = [0, 1, .. "bait"u8, 0, .. "octet"u8, 0];
        for (int i = 0; i < from.Length; i++)
        {
            from[i] = new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
            from[i].Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)i]), 0));
        }
        for (int i = 0; i < 100_000; i++)
            from[i % from.Length].SendTo(request, new IPEndPoint(IPAddress.Loopback, bed.Endpoint.Port));
        client.AskUntilAnswered("kernel");
        Assert.Equal(file, client.ReadRest(512));
        foreach (System.Net.Sockets.Socket socket in from)
            socket.Dispose();
        Assert.False(bed.Endpoint.Stopped);
    }
}
