using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Wire.Tests.Dhcp;

public class OptionReaderTests
{
    [Theory]
    [InlineData("69505845", true)] // bare text, as iPXE sends it
    [InlineData("0469505845", true)] // RFC 3004
    [InlineData("03616263" + "0469505845", true)]
    [InlineData("0569505845", false)] // a length past the end
    [InlineData("00" + "0469505845", true)]
    [InlineData("6950584532", false)]
    [InlineData("", false)]
    public void A_user_class_is_found_in_a_list_and_as_bare_text(string hex, bool found) =>
        Assert.Equal(found, UserClass.Contains(Convert.FromHexString(hex), "iPXE"u8));

    [Fact]
    public void A_uuid_reads_as_dmidecode_prints_it()
    {
        Assert.True(MachineUuid.TryRead(Convert.FromHexString("00" + "33221100554477668899aabbccddeeff"), out Guid uuid));
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", uuid.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0033221100554477668899aabbccddee")]
    [InlineData("0033221100554477668899aabbccddeeff00")]
    [InlineData("0133221100554477668899aabbccddeeff")]
    public void A_uuid_of_another_type_or_length_is_none(string hex) =>
        Assert.False(MachineUuid.TryRead(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData("0102abcd" + "05040a010000", "10.1.0.0")]
    [InlineData("00020506" + "05040a010000", "10.1.0.0")] // 0 is no padding here
    [InlineData("0503010203", "0.0.0.0")]
    [InlineData("05040a01", "0.0.0.0")]
    [InlineData("", "0.0.0.0")]
    public void The_link_selection_of_a_relay_is_read(string hex, string address) =>
        Assert.Equal(address, AgentInformation.ReadLinkSelection(Convert.FromHexString(hex)).ToString());

    [Fact]
    public void Architectures_are_a_list_and_an_odd_byte_at_its_end_is_passed_over()
    {
        var found = new List<ClientArchitecture>();
        foreach (ClientArchitecture architecture in new ClientArchitectures([0, 0, 0, 7, 0]))
            found.Add(architecture);
        Assert.Equal([ClientArchitecture.Bios, ClientArchitecture.EfiX64], found);
    }
}
