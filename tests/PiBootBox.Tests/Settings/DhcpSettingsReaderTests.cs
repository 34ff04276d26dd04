using PiBootBox.Core;
using PiBootBox.Core.Dhcp;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Settings;

public sealed class DhcpSettingsReaderTests
{
    [Fact]
    public void Texts_become_values()
    {
        DhcpSettings settings = DhcpSettingsReader.Read(new DhcpSection
        {
            Range = "10.0.0.5 - 10.0.0.9",
            LeaseTime = TimeSpan.FromMinutes(1),
            Router = "10.0.0.1",
            Relayed = [new RelayedSection { Subnet = "10.1.0.0/16", Range = "10.1.0.1-10.1.9.9" }],
        });
        Assert.Equal(("10.0.0.5", "10.0.0.9", "10.0.0.1"), (settings.RangeStart.ToString(), settings.RangeEnd.ToString(), settings.Router.ToString()));
        Assert.Equal(TimeSpan.FromMinutes(1), settings.ShortestLease);
        Assert.Equal(16, Assert.Single(settings.Relayed).Subnet.PrefixLength);
    }

    public static TheoryData<string, DhcpSection> Mistakes => new()
    {
        { "10.0.0.9-10.0.0.5", new DhcpSection { Range = "10.0.0.9-10.0.0.5" } },
        { "10.0.0.256", new DhcpSection { Dns = ["10.0.0.256"] } },
        { "010.0.0.1.", new DhcpSection { Router = "010.0.0.1." } },
        { "a b", new DhcpSection { Domain = "a b" } },
        { "52:54:00", new DhcpSection { Reservations = [new ReservationSection { Mac = "52:54:00", Address = "10.0.0.1" }] } },
        { "10.1.0.0", new DhcpSection { Relayed = [new RelayedSection { Subnet = "10.1.0.0", Range = "10.1.0.1-10.1.0.2" }] } },
        { "00:00:59", new DhcpSection { LeaseTime = TimeSpan.FromSeconds(59) } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_text(string text, DhcpSection section)
    {
        CannotServeException fault = Assert.Throws<CannotServeException>(() => DhcpSettingsReader.Read(section));
        Assert.Contains($"'{text}'", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
