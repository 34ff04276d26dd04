using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Display;
using static PiBootBox.Core.Tests.Panel.Display.Pictures;

namespace PiBootBox.Core.Tests.Panel.Display;

public sealed class DisplayDriverTests
{
    public static TheoryData<DisplayChip, int> Displays => new()
    {
        { DisplayChip.Ssd1306, 64 }, { DisplayChip.Ssd1306, 32 }, { DisplayChip.Sh1106, 64 }, { DisplayChip.Sh1106, 32 },
    };

    [Theory]
    [MemberData(nameof(Displays))]
    public void A_frame_is_seen_as_it_was_drawn(DisplayChip chip, int height)
    {
        DisplayWiring wiring = Wiring(chip, height);
        var display = new DisplayModel(chip, wiring.Size);
        Frame frame = Any(wiring.Size);
        new DisplayDriver(wiring).Show(display, frame, 255);
        AssertShown(frame, display);
        Assert.Equal(200, display.Contrast);
    }

    [Theory]
    [MemberData(nameof(Displays))]
    public void On_a_display_that_is_mounted_upside_down_too(DisplayChip chip, int height)
    {
        DisplayWiring wiring = Wiring(chip, height) with { IsTurned = true };
        var display = new DisplayModel(chip, wiring.Size);
        Frame frame = Any(wiring.Size);
        new DisplayDriver(wiring).Show(display, frame, 255);
        AssertShown(frame.Turned(), display);
    }

    [Theory]
    [MemberData(nameof(Displays))]
    public void Only_pages_that_changed_are_sent(DisplayChip chip, int height)
    {
        DisplayWiring wiring = Wiring(chip, height);
        var display = new DisplayModel(chip, wiring.Size);
        var driver = new DisplayDriver(wiring);
        Frame frame = Any(wiring.Size);
        driver.Show(display, frame, 255);

        int writes = display.Writes;
        driver.Show(display, frame, 255);
        Assert.Equal(writes, display.Writes);

        int bytes = display.PictureBytes;
        frame[5, 17] = !frame[5, 17];
        driver.Show(display, frame, 255);
        Assert.Equal(bytes + wiring.Size.Width, display.PictureBytes);
        AssertShown(frame, display);
    }

    [Fact]
    public void A_display_is_dark_until_its_whole_picture_is_there()
    {
        DisplayWiring wiring = Wiring(DisplayChip.Ssd1306, 64);
        var display = new DisplayModel(wiring.Chip, wiring.Size);
        new DisplayDriver(wiring).Show(display, Any(wiring.Size), 255);
        Assert.Equal(1024, display.PictureBytesWhenLit);
    }

    [Theory]
    [InlineData(255, 200)]
    [InlineData(128, 100)]
    [InlineData(1, 1)]
    public void Brightness_is_a_part_of_the_contrast_of_the_settings(byte brightness, byte contrast)
    {
        DisplayWiring wiring = Wiring(DisplayChip.Ssd1306, 64);
        var display = new DisplayModel(wiring.Chip, wiring.Size);
        new DisplayDriver(wiring).Show(display, Any(wiring.Size), brightness);
        Assert.Equal(contrast, display.Contrast);
        Assert.True(display.IsOn);
    }

    [Fact]
    public void A_dark_display_is_off_and_comes_back_with_its_picture()
    {
        DisplayWiring wiring = Wiring(DisplayChip.Sh1106, 64);
        var display = new DisplayModel(wiring.Chip, wiring.Size);
        var driver = new DisplayDriver(wiring);
        Frame frame = Any(wiring.Size);
        driver.Show(display, frame, 255);
        driver.Show(display, frame, 0);
        Assert.False(display.IsOn);
        driver.Show(display, frame, 255);
        AssertShown(frame, display);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_lost_acknowledgement_now_and_then_is_not_seen(int each)
    {
        DisplayWiring wiring = Wiring(DisplayChip.Ssd1306, 64);
        var display = new DisplayModel(wiring.Chip, wiring.Size) { FailsEach = each };
        var driver = new DisplayDriver(wiring);
        for (int i = 0; i < 20; i++)
        {
            Frame frame = Any(wiring.Size, i);
            driver.Show(display, frame, 255);
            AssertShown(frame, display);
        }
    }

    private static DisplayWiring Wiring(DisplayChip chip, int height) => new(chip, new DisplaySize(128, height), 1, 0x3C, false, 200);
}
