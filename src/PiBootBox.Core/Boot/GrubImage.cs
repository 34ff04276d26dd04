using System.Globalization;
using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>The commands of GRUB that load and start one image; GRUB says by itself what went wrong.</summary>
internal static class GrubImage
{
    private const string OnlyIpxe =
        "echo 'Only iPXE can start this, which needs Secure Boot off and a boot by PXE, not by HTTP.'\nsleep --interruptible 15";

    public static string Load(BootImage image, BoxIdentity box, Ipv4 address, string arguments, bool isBootInterface)
    {
        if (image.IsOnlyForIpxe)
            return OnlyIpxe;
        var body = new StringBuilder();
        string kernel = GrubMenu.Url(box, address, ImagePath.OfKernel(image));
        arguments = ImagePath.Fill(image, arguments, BoxUrl.Root(address, box.HttpPort), address);
        body.Append("echo ").Append(GrubText.Quote($"Loading {MenuRow.Size(image.Length)} from {address}")).Append('\n');
        if (image.Method == BootMethod.EfiProgram)
        {
            body.Append("if [ \"$by_http\" = y ]; then\necho 'After HTTP Boot only kernels can start from here. Let the firmware boot by PXE.'\n");
            body.Append("sleep --interruptible 15\nelse\n");
            body.Append(CultureInfo.InvariantCulture, $"if chainloader {kernel}{GrubText.Words(arguments)}; then boot; fi\nfi");
            return body.ToString();
        }

        string card = "";
        if (isBootInterface)
        {
            // BOOTIF wants hyphens where GRUB has colons.
            body.Append("regexp --set=1:m1 --set=2:m2 --set=3:m3 --set=4:m4 --set=5:m5 --set=6:m6 '(..):(..):(..):(..):(..):(..)' \"$net_default_mac\"\n");
            card = " \"BOOTIF=01-$m1-$m2-$m3-$m4-$m5-$m6\"";
        }
        body.Append(CultureInfo.InvariantCulture, $"if linux {kernel}{card}{GrubText.Words(arguments)}; then\n");
        string initrds = string.Concat(image.Initrds.Select(initrd => " " + Initrd(image, initrd, box, address)));
        body.Append(initrds.Length > 0 ? $"if initrd{initrds}; then boot; fi\nfi" : "boot\nfi");
        return body.ToString();
    }

    private static string Initrd(BootImage image, LoadedFile initrd, BoxIdentity box, Ipv4 address)
    {
        string url = GrubMenu.Url(box, address, ImagePath.Of(image, initrd));
        return initrd.CpioPath.Length == 0 ? url : $"newc:{initrd.CpioPath.TrimStart('/')}:{url}";
    }
}
