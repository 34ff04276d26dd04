using System.Collections.Concurrent;
using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>Which boot file DHCP hands out, worked out once for one state of the loader folder.</summary>
internal sealed class BootFileTable
{
    /// <summary>A box has a handful of addresses; more would be a mistake, and must not grow memory.</summary>
    private const int MostAddresses = 64;

    private static readonly BootFile NotANetworkBoot = new(default, "It does not ask for a boot file.");
    private static readonly BootFile NoLoaderMade = new(default, "There is no boot loader for its kind of firmware.");

    /// <summary>In order of preference: the firmware's own network driver first, for it surely fits the card.</summary>
    private static readonly (Firmware Firmware, string Name, string[] Files)[] Loaders =
    [
        (Firmware.Bios, "BIOS", ["undionly.kpxe"]),
        (Firmware.EfiX64, "UEFI x64", ["snponly.efi", "ipxe-amd64.efi"]),
        (Firmware.EfiIa32, "32-bit UEFI", ["snponly-i386.efi", "ipxe-i386.efi"]),
        (Firmware.EfiArm64, "UEFI arm64", ["snponly-arm64.efi", "ipxe-arm64.efi"]),
    ];

    private readonly int _httpPort;
    private readonly BootFile[] _files = new BootFile[Enum.GetValues<Firmware>().Length];
    private readonly ConcurrentDictionary<(Ipv4, Firmware), BootFile> _urls = new();

    public BootFileTable(FileIndex loaders, int httpPort)
    {
        (Folder, _httpPort) = (loaders, httpPort);
        Array.Fill(_files, NoLoaderMade);
        _files[(int)Firmware.None] = NotANetworkBoot;
        foreach ((Firmware firmware, string name, string[] files) in Loaders)
            _files[(int)firmware] = Choose(loaders, name, files);
    }

    public FileIndex Folder { get; }

    public BootFile For(PxeClient client, Ipv4 box)
    {
        if (client.IsIpxe)
            return Url(box, Firmware.None);
        BootFile file = _files[(int)client.Firmware];
        return client.IsHttpBoot && !file.FileName.IsEmpty ? Url(box, client.Firmware) : file;
    }

    private static BootFile Choose(FileIndex loaders, string firmware, string[] names)
    {
        foreach (string name in names)
        {
            if (loaders.TryFind(name, out _))
                return new BootFile(Encoding.ASCII.GetBytes(name), $"the boot loader for {firmware}");
        }
        return new BootFile(default,
            $"The boot loader for {firmware} is missing: put {string.Join(" or ", names)} into {loaders.Root.Folder}.");
    }

    /// <param name="firmware">None for a machine on which iPXE runs already: it gets the menu, never iPXE again.</param>
    private BootFile Url(Ipv4 box, Firmware firmware)
    {
        if (_urls.TryGetValue((box, firmware), out BootFile? known))
            return known;
        BootFile made = firmware == Firmware.None
            ? new BootFile(Ascii(box, VirtualTree.Menu), "iPXE runs already, so it gets the menu")
            : new BootFile(
                Ascii(box, Encoding.ASCII.GetString(_files[(int)firmware].FileName.Span)),
                _files[(int)firmware].Reason + ", by HTTP");
        if (_urls.Count < MostAddresses)
            _urls.TryAdd((box, firmware), made);
        return made;
    }

    private byte[] Ascii(Ipv4 box, string file) => Encoding.ASCII.GetBytes($"{BoxUrl.Root(box, _httpPort)}/{file}");
}
