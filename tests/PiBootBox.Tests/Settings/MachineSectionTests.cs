using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Images;
using PiBootBox.Core.Network;
using PiBootBox.Settings;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Settings;

public sealed class MachineSectionTests : IDisposable
{
    private static readonly ServedInterface Port = new("eth0", 2, new MacAddress(0x020000000001), new Ipv4Subnet(new Ipv4(0x0A000001), 24), 1500);
    private static readonly Ipv4Subnet[] Networks = [Port.Address, new(new Ipv4(0x0A010001), 24)];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pibootbox-machines-{Guid.NewGuid():N}.json");
    private readonly List<SettingMistake> _wrong = [];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_framework_leaves_the_machines_alone_and_still_tells_unknown_keys()
    {
        Write("""{ "drive": "/a", "Machines": [{ "mac": "desk" }, { "mac": "52:54:00:12:34:56", "colour": "red", "name": "a", "name": "b" }] }""");
        Assert.Equal("/a", SettingsLoader.Load(_file, []).Drive);
        Assert.Equal(3, SettingsLoader.LoadMachines(_file).Mistakes.Count);

        Write("""{ "machine": [{ "mac": "52:54:00:12:34:56" }] }""");
        Assert.Contains("machine", Assert.Throws<Core.CannotServeException>(() => SettingsLoader.Load(_file, [])).Message);
    }

    [Fact]
    public void An_address_is_kept_for_its_machine_on_the_port_whose_network_it_lies_in()
    {
        DhcpSettings settings = Reserve("""{ "mac": "52:54:00:00:00:01", "address": "10.0.0.7" }, { "mac": "52:54:00:00:00:02", "address": "10.1.0.7" }""");

        Assert.Equal(new Reservation(new MacAddress(0x525400000001), new Ipv4(0x0A000007)), Assert.Single(settings.Reservations));
        Assert.Empty(_wrong);
    }

    [Theory]
    [InlineData("10.9.0.7", "The address 10.9.0.7 of the machine 52:54:00:00:00:01 is in none of the box's networks (10.0.0.0/24, 10.1.0.0/24). Choose one of them.")]
    [InlineData("10.0.0.1", "The address 10.0.0.1 of the machine 52:54:00:00:00:01 is the box's own, or no machine's. Choose another.")]
    [InlineData("10.0.0.255", "The address 10.0.0.255 of the machine 52:54:00:00:00:01 is the box's own, or no machine's. Choose another.")]
    [InlineData("10.0.0.9", "The address 10.0.0.9 of the machine 52:54:00:00:00:01 or the machine itself has another entry, here or among dhcp.reservations. Keep one of them.")]
    public void An_address_that_nobody_can_keep_is_told_and_the_port_is_served(string address, string sentence)
    {
        DhcpSettings settings = Reserve($$"""{ "mac": "52:54:00:00:00:01", "address": "{{address}}" }""", new Reservation(new MacAddress(9), new Ipv4(0x0A000009)));

        Assert.Equal(new SettingMistake(1, sentence), Assert.Single(_wrong));
        Assert.Empty(settings.Validate(Port.Address));
        Assert.Single(settings.Reservations);
    }

    [Fact]
    public void Without_a_file_nothing_is_set() => Assert.Empty(MachineSection.Read("/nowhere/at/all.json").Rules.All);

    private DhcpSettings Reserve(string machines, params Reservation[] kept)
    {
        Write($$"""{ "machines": [{{machines}}] }""");
        return MachineSection.Read(_file).Reserve(new DhcpSettings { Reservations = kept }, Port, Networks, _wrong.Add);
    }

    private void Write(string json) => File.WriteAllText(_file, json);
}
