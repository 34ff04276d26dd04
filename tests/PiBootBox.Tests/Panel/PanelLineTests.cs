using PiBootBox.Core.Panel;
using PiBootBox.Panel;

namespace PiBootBox.Tests.Panel;

public sealed class PanelLineTests
{
    [Fact]
    public void A_picture_comes_back_as_it_was()
    {
        var frame = new Frame(DisplaySize.Flat);
        frame[3, 5] = frame[127, 31] = true;
        PanelPicture read = PanelLine.ReadPicture(PanelLine.Write(new PanelPicture(frame, Leds.Ready | Leds.Attention, PanelLight.Dim, default, null)));
        Assert.Equal(frame.Bytes.ToArray(), read.Frame!.Bytes.ToArray());
        Assert.Equal((Leds.Ready | Leds.Attention, PanelLight.Dim), (read.Lit, read.Light));
    }

    [Fact]
    public void A_panel_without_a_picture_has_its_LEDs()
    {
        PanelPicture read = PanelLine.ReadPicture(PanelLine.Write(new PanelPicture(null, Leds.Activity, PanelLight.Off, default, null)));
        Assert.Null(read.Frame);
        Assert.Equal(Leds.Activity, read.Lit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("128 64 1 2")]
    [InlineData("128 64 1 2 AAAA")]
    [InlineData("1 1 1 2 AAAA")]
    [InlineData("x 64 1 2 -")]
    public void What_is_no_picture_is_refused(string line) => Assert.Throws<FormatException>(() => PanelLine.ReadPicture(line));

    [Fact]
    public void Buttons_come_back_and_nonsense_is_none()
    {
        foreach (PanelButton button in Enum.GetValues<PanelButton>())
        {
            foreach (bool isDown in (bool[])[true, false])
                Assert.Equal(new ButtonChange(button, isDown), PanelLine.ReadPress(PanelLine.Write(new ButtonChange(button, isDown))));
        }
        foreach (string line in (string[])["", "next", "next sideways", "door down", "Next down"])
            Assert.Null(PanelLine.ReadPress(line));
    }
}
