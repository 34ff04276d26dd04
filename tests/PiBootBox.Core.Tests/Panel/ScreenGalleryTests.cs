using PiBootBox.Core.Panel;
using PiBootBox.Core.Tests.Boot;

namespace PiBootBox.Core.Tests.Panel;

public class ScreenGalleryTests
{
    public static TheoryData<string> Names => [.. ScreenGallery.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_screen_is_its_golden_in_both_sizes(string name)
    {
        Golden.Same($"{name}-128x64.txt", FrameText.Of(ScreenGallery.Draw(name, DisplaySize.Tall)!));
        Golden.Same($"{name}-128x32.txt", FrameText.Of(ScreenGallery.Draw(name, DisplaySize.Flat)!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_screen_leaves_a_column_and_a_row_free_so_that_it_can_shift(string name)
    {
        foreach (DisplaySize size in (DisplaySize[])[DisplaySize.Tall, DisplaySize.Flat])
        {
            Frame frame = ScreenGallery.Draw(name, size)!;
            for (int y = 0; y < size.Height; y++)
                Assert.False(frame[size.Width - 1, y]);
            for (int x = 0; x < size.Width; x++)
                Assert.False(frame[x, size.Height - 1]);
        }
    }

    [Fact]
    public void No_two_screens_have_one_name_and_an_unknown_name_has_no_picture()
    {
        Assert.Equal(ScreenGallery.Names.Count, ScreenGallery.Names.Distinct().Count());
        Assert.Null(ScreenGallery.Draw("nothing", DisplaySize.Tall));
    }

    [Fact]
    public void All_goldens_are_of_a_screen()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Here())!, "Golden");

        Assert.Equal(
            ScreenGallery.Names.SelectMany(n => (string[])[$"{n}-128x64.txt", $"{n}-128x32.txt"]).Append("leds.md").Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string file = "") => file;
}
