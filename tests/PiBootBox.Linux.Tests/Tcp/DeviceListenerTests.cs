using System.Net.Sockets;
using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Tcp;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Tcp;

public sealed class DeviceListenerTests
{
    [Fact]
    public void Accepted_connections_do_not_wait_with_small_pieces_and_queue_little()
    {
        using LoopbackPair pair = new();
        Assert.True(pair.Server.NoDelay);
        Assert.Equal(128 * 1024, pair.Server.SendBufferSize);
    }

    [Fact]
    public void A_port_in_use_is_told_with_the_program_that_has_it()
    {
        using LoopbackPair pair = new();

        CannotServeException refusal = Assert.Throws<CannotServeException>(() => DeviceListener.Listen(LoopbackPair.Loopback, pair.Port));

        Assert.StartsWith($"TCP port {pair.Port} on lo is already used by ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_is_free_again_though_a_connection_of_the_last_run_lingers()
    {
        int port;
        using (LoopbackPair pair = new())
        {
            port = pair.Port;
            // The side that closes first is the one that waits in TIME_WAIT.
            pair.Server.Shutdown(SocketShutdown.Both);
            pair.Server.Close();
            Assert.Equal(0, pair.Client.Receive(new byte[1]));
        }

        DeviceListener.Listen(LoopbackPair.Loopback, port).Dispose();
    }

    [Fact]
    public void An_address_that_the_interface_does_not_have_is_told()
    {
        ServedInterface gone = LoopbackPair.Loopback with { Address = new Ipv4Subnet(new Ipv4(0xC0000201), 24) };
        Assert.Contains("does not have the address 192.0.2.1 any more", Refusal(gone), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_that_does_not_exist_is_named() =>
        Assert.Contains("nosuch0", Refusal(LoopbackPair.Loopback with { Name = "nosuch0" }), StringComparison.Ordinal);

    private static string Refusal(ServedInterface on) => Assert.Throws<CannotServeException>(() => DeviceListener.Listen(on, 0)).Message;
}
