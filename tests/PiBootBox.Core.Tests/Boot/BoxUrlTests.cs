using PiBootBox.Core.Boot;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

public class BoxUrlTests
{
    [Theory]
    [InlineData("a/B-9._~", "a/B-9._~")]
    [InlineData("a b#c?d%e+f", "a%20b%23c%3Fd%25e%2Bf")]
    [InlineData("${net0/mac}", "%24%7Bnet0/mac%7D")]
    [InlineData("\u00fc\u6f22\U0001F600", "%C3%BC%E6%BC%A2%F0%9F%98%80")]
    [InlineData("a\nb\"'&;|\\", "a%0Ab%22%27%26%3B%7C%5C")]
    public void Only_unreserved_characters_stand_for_themselves(string path, string expected)
    {
        Assert.Equal(expected, BoxUrl.Path(path));
        Assert.Equal(path, Uri.UnescapeDataString(BoxUrl.Path(path)));
    }

    [Theory]
    [InlineData(80, "http://10.0.0.1")]
    [InlineData(8080, "http://10.0.0.1:8080")]
    public void The_address_is_literal_and_the_usual_port_is_left_out(int port, string expected) =>
        Assert.Equal(expected, BoxUrl.Root(new Ipv4(0x0A000001), port));
}
