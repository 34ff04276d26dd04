using PiBootBox.Core.Leases;
using PiBootBox.Wire;
using static PiBootBox.Core.Tests.Leases.Table;

namespace PiBootBox.Core.Tests.Leases;

public class WhoIsTheSameTests
{
    private static readonly Guid One = new("11111111-0000-0000-0000-000000000001");
    private static readonly Guid Two = new("22222222-0000-0000-0000-000000000002");

    private readonly Table _table = new(100);

    [Fact]
    public void One_pc_as_rom_ipxe_and_operating_system_has_one_address()
    {
        Ipv4? rom = _table.Boot(Client(1, One, key: 0));
        Assert.NotNull(rom);
        Assert.Equal(rom, _table.Boot(Client(1, One, key: 7)));
        Assert.Equal(rom, _table.Boot(Client(1, Guid.Empty, key: 8)));
        Assert.Equal(rom, _table.Boot(Client(1, One, key: 0)));
    }

    [Fact]
    public void A_client_identifier_finds_its_address_behind_another_network_card()
    {
        Ipv4? address = _table.Boot(Client(1, key: 7));
        Assert.True(_table.Leases.Release(Client(1, key: 7), address!.Value, _table.Now, out _));
        Assert.Equal(address, _table.Boot(Client(2, key: 7)));
        Assert.Equal(Client(2).Machine, _table.Leases.ByAddress(address.Value));
    }

    [Fact]
    public void Clones_of_one_disk_with_one_identifier_never_share_an_address()
    {
        Ipv4? one = _table.Boot(Client(1, key: 7));
        Ipv4? two = _table.Boot(Client(2, key: 7));
        Assert.NotEqual(one, two);
        Assert.Equal(one, _table.Boot(Client(1, key: 7)));
        Assert.Equal(two, _table.Boot(Client(2, key: 7)));
    }

    [Fact]
    public void Boards_that_share_a_uuid_and_tell_it_as_their_identifier_never_share_an_address()
    {
        Ipv4? one = _table.Boot(Client(1, One, key: 9));
        Ipv4? two = _table.Boot(Client(2, One, key: 9));
        Assert.NotEqual(one, two);
        Assert.Equal(one, _table.Boot(Client(1, One, key: 9)));
    }

    [Fact]
    public void Two_pcs_that_share_a_dongle_have_two_addresses()
    {
        Ipv4? one = _table.Boot(Client(1, One, key: 7));
        Ipv4? two = _table.Boot(Client(1, Two, key: 7));
        Assert.NotEqual(one, two);
        Assert.Equal(one, _table.Boot(Client(1, One)));
        Assert.Equal(two, _table.Boot(Client(1, Two)));
    }

    [Fact]
    public void The_operating_system_behind_a_shared_dongle_has_the_address_of_the_rom_that_came_last()
    {
        _table.Boot(Client(1, One));
        Ipv4? two = _table.Boot(Client(1, Two));
        Assert.Equal(two, _table.Boot(Client(1)));
        Assert.Equal(Two, _table.Leases.Identify(Client(1)).Uuid);
    }

    [Fact]
    public void A_uuid_stays_known_when_the_operating_system_says_none()
    {
        Ipv4? address = _table.Boot(Client(1, One));
        _table.Boot(Client(1, key: 5));
        Assert.Equal(One, _table.Leases.ByAddress(address!.Value)?.Uuid);
        Assert.Equal(One, _table.Leases.Identify(Client(1)).Uuid);
        Assert.Equal(Client(2).Machine, _table.Leases.Identify(Client(2)));
    }

    [Fact]
    public void A_machine_that_invents_a_uuid_each_time_uses_four_addresses_up()
    {
        Ipv4?[] seen = [.. Enumerable.Range(1, 1000).Select(i => _table.Boot(Client(1, new Guid(i, 0, 0, new byte[8]))))];
        Assert.All(seen, address => Assert.NotNull(address));
        Assert.Equal(4, seen.Distinct().Count());
    }

    [Fact]
    public void An_address_that_went_to_another_is_forgotten_by_its_first_machine()
    {
        var table = new Table(1);
        table.Boot(Client(1, One, key: 5));
        table.Pass(2 * Hour);
        Assert.NotNull(table.Boot(Client(2)));
        Assert.Null(table.Offer(Client(1, One, key: 5)));
        Assert.Null(table.Offer(Client(1)));
        Assert.Equal(Guid.Empty, table.Leases.Identify(Client(1)).Uuid);
    }

    [Fact]
    public void Identifiers_condense_to_different_keys_and_never_to_none()
    {
        UInt128[] keys =
        [
            ClientKey.Of([0]), ClientKey.Of([0, 0]), ClientKey.Of([1]), ClientKey.Of([1, 2, 3]), ClientKey.Of([3, 2, 1]),
            ClientKey.Of(new byte[255]),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.DoesNotContain(ClientKey.None, keys);
        Assert.Equal(ClientKey.None, ClientKey.Of([]));
        // The published test vector of FNV-1a with 128 bits.
        Assert.Equal(UInt128.Parse("d228cb696f1a8caf78912b704e4a8964", System.Globalization.NumberStyles.HexNumber), ClientKey.Of("a"u8));
    }
}
