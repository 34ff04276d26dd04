namespace PiBootBox.Lab.Boots;

/// <summary>The box's own buttons decide what a PC starts that nobody touches.</summary>
public sealed class PanelBoots
{
    [Fact]
    public async Task A_profile_that_was_chosen_by_the_panels_buttons_starts_on_the_next_pc()
    {
        await using VirtualLab lab = await VirtualLab.UpAsync("panel");
        string memtest = lab.Drive.AddMemtest();
        // Left alone, the menu would count down to a disk that is not there.
        lab.Drive.AddArguments(memtest, "console=ttyS0,115200");
        lab.StartBox();

        // The list opens at the local disk, and the only image is below it.
        await lab.PressAsync("nns");
        await lab.BootAsync("pc1", "bios", Until.Memtest, TimeSpan.FromSeconds(120));

        Assert.Contains("The profile is now", lab.BoxLog);
        Assert.Contains(lab.Capture.Asked, asked => asked.What.EndsWith(memtest, StringComparison.Ordinal));
    }
}
