using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>The image of a floppy with a boot sector: FreeDOS, firmware updates. A BIOS machine gets it as a disk in memory.</summary>
public sealed class FloppyImage : IRecogniser
{
    private static readonly string[] Ends = [".img", ".ima", ".flp", ".vfd"];

    /// <summary>From 360 KB to 2.88 MB.</summary>
    private static readonly long[] Sizes = [368_640, 737_280, 1_228_800, 1_474_560, 1_720_320, 2_949_120];

    public void Recognise(Recognition drive)
    {
        foreach (FileEntry file in drive.Folders.SelectMany(f => f.Files))
        {
            if (Array.IndexOf(Sizes, file.Length) < 0 || drive.IsClaimed(file)
                || !Array.Exists(Ends, end => file.Path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }
            if (drive.LookOnce(file, BootSectorMark) is [0x55, 0xAA])
                drive.Found(Image(file));
        }
    }

    private static byte[] BootSectorMark(IOpenedFile file)
    {
        byte[] mark = new byte[2];
        return file.TryReadExactly(510, mark) ? mark : [];
    }

    private static BootImage Image(FileEntry file) =>
        new(
            Id: "", ImageKind.Floppy, Recognition.NameOf(file.Path), file.Path, file, [], "", FirmwareSet.Bios, "",
            "The image of a floppy, by its size and its boot sector.")
        {
            Method = BootMethod.Memdisk,
        };
}
