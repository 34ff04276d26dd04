using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tests.Images;

public class ImageIdTests
{
    [Theory]
    [InlineData("debian12/debian-installer/amd64", "debian12-debian-installer-amd64-8b3dad94")]
    [InlineData("-- ${x}/\u00fc b", "x-b-")]
    [InlineData("\u6f22\u5b57", "")]
    public void An_id_can_stand_in_a_URL_and_in_a_script(string path, string start)
    {
        string id = ImageId.From(path);

        Assert.StartsWith(start, id);
        Assert.Matches("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", id);
    }

    [Fact]
    public void Paths_that_read_alike_have_different_ids() =>
        Assert.Equal(4, new[] { "a/b", "a-b", "A/b", "a b" }.Select(ImageId.From).Distinct().Count());

    [Theory]
    [InlineData("6.9", "6.10")]
    [InlineData("linux-9", "linux-10")]
    [InlineData("a", "b")]
    [InlineData("a", "a1")]
    [InlineData("A1", "a2")]
    [InlineData("A", "a")]
    [InlineData("01", "1")]
    public void Numbers_in_names_count_as_numbers(string lower, string higher)
    {
        Assert.True(NaturalOrder.Instance.Compare(lower, higher) < 0);
        Assert.True(NaturalOrder.Instance.Compare(higher, lower) > 0);
        Assert.Equal(0, NaturalOrder.Instance.Compare(lower, lower));
    }

    [Theory]
    [InlineData("ip=dhcp", null, "ip=dhcp")]
    [InlineData("ip=dhcp", "nomodeset", "ip=dhcp nomodeset")]
    [InlineData("--- quiet", "console=ttyS0", "console=ttyS0 --- quiet")]
    [InlineData("--- quiet", "auto=true ---  console=ttyS0", "auto=true --- console=ttyS0 quiet")]
    [InlineData("", " a  b ", "a b")]
    public void Extra_arguments_go_where_the_installer_reads_them(string own, string? extra, string expected) =>
        Assert.Equal(expected, KernelArguments.Join(own, extra));
}
