using PiBootBox.Core.Panel;
using PiBootBox.Panel.Terminal;

namespace PiBootBox.Tests.Panel;

public sealed class PanelTextTests
{
    [Fact]
    public void Eight_pixels_are_a_braille_character()
    {
        var frame = new Frame(DisplaySize.Flat);
        frame[0, 0] = frame[3, 3] = frame[2, 4] = true;
        string[] lines = FrameText.Braille(frame);
        Assert.Equal((8, 64), (lines.Length, lines[0].Length));
        Assert.Equal("⠁⢀", lines[0][..2]);
        Assert.Equal("⠀⠁", lines[1][..2]);
    }

    [Fact]
    public void Two_pixels_are_a_block()
    {
        var frame = new Frame(DisplaySize.Flat);
        frame[0, 0] = frame[1, 1] = frame[2, 0] = frame[2, 1] = true;
        string[] lines = FrameText.Blocks(frame);
        Assert.Equal((16, 128), (lines.Length, lines[0].Length));
        Assert.Equal("▀▄█ ", lines[0][..4]);
    }

    [Theory]
    [InlineData(80, 24, 19, 66)]
    [InlineData(132, 40, 35, 130)]
    [InlineData(0, 0, 19, 66)]
    public void The_picture_is_as_large_as_the_terminal_holds(int columns, int rows, int lines, int width)
    {
        List<string> text = new PanelText(colours: false).Lines(Picture(PanelLight.Bright), (columns, rows));
        Assert.Equal((lines, width), (text.Count, text[0].Length));
        Assert.All(text[..^1], line => Assert.Equal(width, line.Length));
    }

    [Fact]
    public void LEDs_differ_by_more_than_their_colour()
    {
        Assert.Equal("  ● ready  ○ activity  ● attention", new PanelText(colours: false).Lines(Picture(PanelLight.Bright), default)[^1]);
    }

    [Fact]
    public void A_display_that_sleeps_says_so() =>
        Assert.Contains(new PanelText(colours: false).Lines(Picture(PanelLight.Off), default), line => line.Contains("sleeps"));

    [Theory]
    [InlineData("nN", PanelButton.Next)]
    [InlineData("sSE", PanelButton.Select)]
    [InlineData("bB", PanelButton.Back)]
    public void Capitals_hold_a_button_longer(string keys, PanelButton button)
    {
        TimeSpan before = TimeSpan.Zero;
        foreach (char key in keys)
        {
            (PanelButton Button, TimeSpan Held) press = PanelKeys.Of(key)!.Value;
            Assert.Equal(button, press.Button);
            Assert.True(press.Held > before);
            before = press.Held;
        }
    }

    private static PanelPicture Picture(PanelLight light) => new(new Frame(DisplaySize.Tall), Leds.Ready | Leds.Attention, light, default, null);
}
