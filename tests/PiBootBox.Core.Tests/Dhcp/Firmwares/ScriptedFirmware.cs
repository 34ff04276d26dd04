using System.Text;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>A client that follows the documented rules of one firmware, until it asks for a file or gives up.</summary>
internal abstract class ScriptedFirmware(MacAddress mac, int architecture)
{
    // PXE 2.1 section 2.2.4.
    private static readonly double[] Waits = [4, 8, 16, 32];

    private uint _transaction = 0x1000;

    public MacAddress Mac => mac;

    protected virtual string ClassName => "PXEClient";

    /// <summary>Switches the machine on.</summary>
    /// <returns>Null when it gave up.</returns>
    public AskedFile? Boot(TestNetwork network)
    {
        _transaction = NextTransaction(_transaction);
        foreach (double wait in Waits)
        {
            List<Heard> offers = [.. network.Send(Message(DhcpMessageType.Discover)).Where(Hears)];
            network.Pass(wait);
            if (Decide(network, offers) is { } asked)
                return asked;
        }
        return null;
    }

    /// <summary>Boots again and again.</summary>
    public AskedFile? BootUntilItWorks(TestNetwork network, int mostAttempts)
    {
        for (int attempt = 0; attempt < mostAttempts; attempt++)
        {
            if (Boot(network) is { } asked)
                return asked;
            network.Pass(20);
        }
        return null;
    }

    protected abstract AskedFile? Decide(TestNetwork network, List<Heard> offers);

    /// <summary>ROMs take it from the hardware address.</summary>
    protected virtual uint NextTransaction(uint last) => (uint)mac.Value;

    protected virtual bool Hears(Heard reply) =>
        reply.TransactionId == _transaction && (reply.IsBroadcast || reply.Route.Mac == mac);

    protected virtual ClientMessage Message(DhcpMessageType type) => new ClientMessage(type, mac) { TransactionId = _transaction }
        .With(DhcpCode.VendorClass, Encoding.ASCII.GetBytes($"{ClassName}:Arch:{architecture:00000}:UNDI:003000"))
        .With(DhcpCode.ClientArchitecture, 0, (byte)architecture)
        .With(DhcpCode.ClientMachineId, [0, .. Enumerable.Repeat((byte)mac.Value, 16)]);

    /// <summary>Takes an offer: REQUEST and ACK.</summary>
    protected Heard? Take(TestNetwork network, Heard offer)
    {
        ClientMessage request = Message(DhcpMessageType.Request)
            .With(DhcpCode.RequestedAddress, offer.Address).With(DhcpCode.ServerId, offer.ServerId);
        return network.Send(request).Where(Hears).FirstOrDefault(reply => reply.Type == DhcpMessageType.Ack && reply.From == offer.From);
    }
}
