using System.Text;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Wim;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>What the recogniser wants to know of a WIM file, in a few bytes that the next scan remembers: its list of images lies at its end.</summary>
/// <param name="System">Name of the image that starts; empty where the list has none.</param>
/// <param name="Architecture">Of that image; null where the list does not say.</param>
internal sealed record WimFacts(bool IsEsd, bool IsSplit, bool IsBootable, string System, WimArchitecture? Architecture)
{
    private const byte Esd = 1, Split = 2, Bootable = 4, Unknown = 255;

    /// <returns>Null for what is no WIM file, and where it cannot be read, which is told.</returns>
    public static WimFacts? Of(Recognition drive, FileEntry file) => drive.LookOnce(file, Note) is [var flags, var architecture, .. var name]
        ? new WimFacts(
            (flags & Esd) != 0, (flags & Split) != 0, (flags & Bootable) != 0, Encoding.UTF8.GetString(name),
            architecture == Unknown ? null : (WimArchitecture)architecture)
        : null;

    private static byte[] Note(IOpenedFile file)
    {
        if (!WimReader.TryRead(file, out WimFile? wim))
            return [];
        WimImage? starts = null;
        foreach (WimImage image in wim.Images)
        {
            if (image.Index == wim.BootIndex)
                starts = image;
        }
        int flags = (wim.IsEsd ? Esd : 0) | (wim.IsSplit ? Split : 0) | (wim.IsBootable ? Bootable : 0);
        return [(byte)flags, (byte)(starts?.Architecture ?? (WimArchitecture)Unknown), .. Encoding.UTF8.GetBytes(starts?.Name ?? "")];
    }
}
