using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Boot;

/// <summary>One way from a kind of firmware to a menu.</summary>
/// <param name="Number">From 1. It is remembered of machines (<see cref="MachineMemo.Loader"/>), so it never changes its meaning.</param>
/// <param name="Name">What settings call it.</param>
/// <param name="Start">The file that DHCP names.</param>
/// <param name="Then">What that one asks for in its own folder; empty when nothing.</param>
/// <param name="IsSigned">It starts while Secure Boot is on.</param>
public sealed record LoaderChain(byte Number, string Name, string Start, string Then, bool IsSigned)
{
    public bool IsIn(FileIndex folder) =>
        folder.TryFind(Start, out _) && (Then.Length == 0 || folder.TryFind(Then, out _));

    /// <summary>For a sentence: what has to be put into the folder.</summary>
    public string Files => Then.Length == 0 ? Start : $"{Start} with {Then}";
}

/// <summary>The chains of every firmware that the box boots.</summary>
public static class LoaderChains
{
    public const byte Shim = 1, ShimOfIpxe = 2, FirmwareDriver = 3, OwnDriver = 4;

    /// <summary>
    /// In order of preference. DHCP does not tell whether Secure Boot is on, so the signed chains come first: where it is off,
    /// GRUB hands over to iPXE. Then the firmware's own network driver, for it surely fits the card.
    /// </summary>
    private static readonly (Firmware Firmware, string Words, LoaderChain[] Chains)[] Table =
    [
        (Firmware.Bios, "BIOS", [new(OwnDriver, "undionly", "undionly.kpxe", "", false)]),
        (Firmware.EfiX64, "UEFI x64",
        [
            new(Shim, "shim", "shimx64.efi", "grubx64.efi", true),
            new(ShimOfIpxe, "ipxe-shim", "ipxe-shimx64.efi", "ipxe.efi", true),
            new(FirmwareDriver, "snponly", "snponly.efi", "", false),
            new(OwnDriver, "ipxe", "ipxe-amd64.efi", "", false),
        ]),
        (Firmware.EfiIa32, "32-bit UEFI",
        [
            new(FirmwareDriver, "snponly", "snponly-i386.efi", "", false),
            new(OwnDriver, "ipxe", "ipxe-i386.efi", "", false),
        ]),
        (Firmware.EfiArm64, "UEFI arm64",
        [
            new(Shim, "shim", "shimaa64.efi", "grubaa64.efi", true),
            new(FirmwareDriver, "snponly", "snponly-arm64.efi", "", false),
            new(OwnDriver, "ipxe", "ipxe-arm64.efi", "", false),
        ]),
    ];

    public static IReadOnlyList<Firmware> Firmwares { get; } = Array.ConvertAll(Table, t => t.Firmware);

    /// <summary>Names that a setting may hold.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Array.ConvertAll(Table, t => t.Chains).SelectMany(chains => chains).Select(c => c.Name).Distinct()];

    /// <summary>Every chain of a firmware, whether its files are there or not; the preferred first.</summary>
    public static LoaderChain[] Of(Firmware firmware) => Array.Find(Table, t => t.Firmware == firmware).Chains ?? [];

    /// <summary>"UEFI x64".</summary>
    public static string WordsOf(Firmware firmware) => Array.Find(Table, t => t.Firmware == firmware).Words ?? "its kind of firmware";

    /// <summary>The chains whose files are there, in the order in which they are tried.</summary>
    /// <param name="ipxeFirst">A setting: those that end in iPXE go before shim and GRUB.</param>
    public static LoaderChain[] In(FileIndex folder, Firmware firmware, bool ipxeFirst) =>
    [
        .. Of(firmware).Where(chain => chain.IsIn(folder)).OrderBy(chain => ipxeFirst && chain.Number == Shim),
    ];

    /// <summary>The shim, whoever made it, that a file of the loader folder is; null for any other file.</summary>
    public static LoaderChain? ShimNamed(string file)
    {
        foreach ((_, _, LoaderChain[] chains) in Table)
        {
            if (StartedBy(chains, file) is { Then.Length: > 0 } chain)
                return chain;
        }
        return null;
    }

    // Loops, for a closure would be an allocation for every DHCP packet.

    internal static LoaderChain? Numbered(LoaderChain[] chains, byte number)
    {
        foreach (LoaderChain chain in chains)
        {
            if (chain.Number == number)
                return chain;
        }
        return null;
    }

    internal static LoaderChain? Named(LoaderChain[] chains, string name)
    {
        foreach (LoaderChain chain in chains)
        {
            if (chain.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return chain;
        }
        return null;
    }

    internal static LoaderChain? StartedBy(LoaderChain[] chains, string file)
    {
        foreach (LoaderChain chain in chains)
        {
            if (chain.Start.Equals(file, StringComparison.OrdinalIgnoreCase))
                return chain;
        }
        return null;
    }
}
