using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

public class ArchitectureOverrideTests
{
    private static readonly MachineRules Rules = new(
        [new MachineRule(new MachinePattern(TestServer.Mac(1), 6, default), new MachineSettings(Architecture: Firmware.EfiArm64), true, 1)]);

    [Theory]
    [InlineData(1, Firmware.EfiArm64)]
    [InlineData(2, Firmware.EfiX64)]
    public void The_settings_know_better_than_the_firmware(int machine, Firmware firmware) => Assert.Equal(
        new PxeClient(firmware, IsIpxe: false, IsHttpBoot: false),
        Read(TestServer.Discover(machine).With(DhcpCode.VendorClass, "PXEClient"u8.ToArray()).With(DhcpCode.ClientArchitecture, 0, 7)));

    [Fact]
    public void An_operating_system_of_that_machine_stays_one() => Assert.Equal(Firmware.None, Read(TestServer.Discover(1)).Firmware);

    private static PxeClient Read(ClientMessage sent)
    {
        Assert.True(DhcpMessage.TryParse(sent.ToBytes(), out DhcpMessage message, out _));
        return PxeClientReader.Read(message, message.HardwareAddress, Rules);
    }
}
