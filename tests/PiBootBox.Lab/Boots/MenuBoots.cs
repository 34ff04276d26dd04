namespace PiBootBox.Lab.Boots;

/// <summary>The menu with a person in front of it.</summary>
public sealed class MenuBoots
{
    public static IEnumerable<object[]> Firmwares => LongMatrix.Rows(always: [["bios"]], full: [["uefi"]]);

    [Theory]
    [MemberData(nameof(Firmwares))]
    public async Task A_person_chooses_an_image_with_the_keyboard(string firmware)
    {
        await using VirtualLab lab = await VirtualLab.UpAsync($"keys-{firmware}");
        lab.Drive.AddArguments(lab.Drive.AddMemtest(), "console=ttyS0,115200");
        lab.StartBox();

        // The row below the local disk; without the key the countdown would lead to a disk that is not there.
        await lab.BootAsync("pc1", firmware, Until.Memtest, TimeSpan.FromSeconds(120), "--press", "own disk", @"\033[B\r");
    }
}
