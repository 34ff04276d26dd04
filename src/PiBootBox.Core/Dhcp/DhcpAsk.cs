using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>One message together with everything that was found out about its sender.</summary>
/// <param name="machine">The client's machine, with the UUID that its ROM told before.</param>
internal readonly ref struct DhcpAsk(
    DhcpMessage message, DhcpArrival arrival, DhcpNetwork network, LeaseClient client, MachineId machine, PxeClient pxe, TimeSpan now)
{
    private readonly DhcpMessage _message = message;

    public DhcpMessage Message => _message;

    public DhcpArrival Arrival { get; } = arrival;

    public DhcpNetwork Network { get; } = network;

    public LeaseClient Client { get; } = client;

    public MachineId Machine { get; } = machine;

    public PxeClient Pxe { get; } = pxe;

    public TimeSpan Now { get; } = now;

    public bool IsBootClient => Pxe.Firmware != Firmware.None;
}
