using System.Collections.Concurrent;
using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>Which boot file DHCP hands out, worked out once for one state of the drive and the loader folder.</summary>
internal sealed class BootFileTable
{
    /// <summary>A box has a handful of addresses; more would be a mistake, and must not grow memory.</summary>
    private const int MostFiles = 512;

    private static readonly BootFile NotANetworkBoot = new(default, "It does not ask for a boot file.");
    private static readonly BootFile NoLoaderMade = new(default, "There is no boot loader for its kind of firmware.");
    private static readonly BootFile NoPiFolder = new(default,
        "No folder on the drive holds what a Raspberry Pi starts from (start4.elf, bootcode.bin, or a kernel with its bcm27*.dtb).");

    private readonly int _httpPort;
    private readonly LoaderChain[][] _chains = new LoaderChain[Enum.GetValues<Firmware>().Length][];
    private readonly BootFile[] _missing = new BootFile[Enum.GetValues<Firmware>().Length];
    private readonly BootFile _raspberryPi;
    private readonly ConcurrentDictionary<Key, BootFile> _made = new();

    /// <param name="Box">Any for a name to ask for by TFTP, else the address that the URL carries.</param>
    private readonly record struct Key(Ipv4 Box, Firmware Firmware, byte Chain, LoaderReason Reason);

    public BootFileTable(BoxContents contents, int httpPort, bool ipxeFirst)
    {
        (Contents, _httpPort) = (contents, httpPort);
        Array.Fill(_chains, []);
        Array.Fill(_missing, NoLoaderMade);
        _missing[(int)Firmware.None] = NotANetworkBoot;
        foreach (Firmware firmware in LoaderChains.Firmwares)
        {
            _chains[(int)firmware] = LoaderChains.In(contents.Loaders, firmware, ipxeFirst);
            string files = string.Join(", or ", LoaderChains.Of(firmware).Select(chain => chain.Files));
            _missing[(int)firmware] = new BootFile(default,
                $"The boot loader for {LoaderChains.WordsOf(firmware)} is missing: put {files} into {contents.Loaders.Root.Folder}.");
        }
        _raspberryPi = contents.Drive.PiFolders.Count == 0
            ? NoPiFolder
            : new BootFile("bootcode.bin"u8.ToArray(), "a Raspberry Pi, which asks for the files of its folder by itself");
    }

    public BoxContents Contents { get; }

    public BootFile For(MachineId machine, PxeClient client, Ipv4 box, LoaderChooser chooser)
    {
        if (client.IsIpxe)
            return Made(new Key(box, Firmware.None, 0, chooser.ComesAgain(machine) ? LoaderReason.Loop : LoaderReason.Usual), null);
        if (client.IsRaspberryPi)
            return _raspberryPi;
        LoaderChain[] chains = _chains[(int)client.Firmware];
        if (chains.Length == 0)
            return _missing[(int)client.Firmware];
        LoaderChoice choice = chooser.Choose(machine, chains);
        return Made(new Key(client.IsHttpBoot ? box : Ipv4.Any, client.Firmware, choice.Chain.Number, choice.Reason), choice.Chain);
    }

    private BootFile Made(Key key, LoaderChain? chain)
    {
        if (_made.TryGetValue(key, out BootFile? known))
            return known;
        string name = chain?.Start ?? (key.Reason == LoaderReason.Loop ? VirtualTree.MenuAfterLoop : VirtualTree.Menu);
        string reason = key.Firmware == Firmware.None ? ReasonForIpxe(key.Reason) : ReasonFor(key.Firmware, chain, key.Reason);
        BootFile made = key.Box.IsAny
            ? new BootFile(Encoding.ASCII.GetBytes(name), reason)
            : new BootFile(Encoding.ASCII.GetBytes($"{BoxUrl.Root(key.Box, _httpPort)}/{name}"), key.Firmware == Firmware.None ? reason : reason + ", by HTTP");
        if (_made.Count < MostFiles)
            _made.TryAdd(key, made);
        return made;
    }

    private static string ReasonForIpxe(LoaderReason reason) => reason == LoaderReason.Loop
        ? "iPXE runs already, and for the third time within minutes without a system started: it gets a menu that says so"
        : "iPXE runs already, so it gets the menu";

    private static string ReasonFor(Firmware firmware, LoaderChain? chain, LoaderReason reason)
    {
        string loader = $"the boot loader for {LoaderChains.WordsOf(firmware)}";
        return reason switch
        {
            LoaderReason.Remembered => loader + ", the one that an earlier boot led to",
            LoaderReason.Pinned => loader + ", the one that the settings name for it",
            LoaderReason.PinAbsent => loader + "; the one that the settings name for it is not in the loader folder, or not for this firmware",
            LoaderReason.GrubSilent => loader + ", another one: last time it fetched shim and GRUB, and GRUB was not heard of again",
            LoaderReason.ShimSilent => loader + ", another one: last time it fetched shim and then asked for nothing",
            LoaderReason.IpxeSilent when chain is { IsSigned: false } => loader + ", another one: last time it fetched iPXE, which was not heard of again",
            LoaderReason.IpxeSilent => loader + ", from the start again: it fetched each iPXE, and none was heard of again",
            LoaderReason.Loop => loader + ", once more: it fetched three in a row within minutes, and nothing was heard of any of them",
            _ => loader,
        };
    }
}
