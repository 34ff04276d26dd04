using PiBootBox.Core.Journal;

namespace PiBootBox.Core.Boot;

/// <summary>A boot that went silent: where.</summary>
/// <param name="Failed">The chain that did not get on.</param>
public readonly record struct LoaderVerdict(LoaderChain Failed, LoaderReason Reason)
{
    /// <param name="last">A boot that is over.</param>
    /// <returns>Null for one that reached its menu, and for one that says nothing about its loader.</returns>
    public static LoaderVerdict? Of(in BootAttempt last, LoaderChain[] chains)
    {
        if (!last.Has(BootReached.LoaderFetched) || last.Loaders.Count == 0 || LoaderChains.StartedBy(chains, last.Loaders[0]) is not { } chain)
            return null;
        if (last.Has(BootReached.Ipxe | BootReached.Kernel | BootReached.Initrd | BootReached.System))
            return null;
        if (chain.Then.Length == 0)
            return last.Has(BootReached.Menu) ? null : new LoaderVerdict(chain, LoaderReason.IpxeSilent);
        if (!last.Has(BootReached.SecondStageAsked | BootReached.Menu))
            return new LoaderVerdict(chain, LoaderReason.ShimSilent);
        // shim refuses a second stage that is revoked only after it has all of it, and either may hang.
        if (last.Has(BootReached.SecondStageFetched) && !last.Has(BootReached.Menu))
            return new LoaderVerdict(chain, chain.Number == LoaderChains.ShimOfIpxe ? LoaderReason.IpxeSilent : LoaderReason.GrubSilent);
        // GRUB's own menu was fetched in any case; where it handed over to an iPXE, that one has to be heard.
        LoaderChain? handedTo = LoaderChains.StartedBy(chains, last.Loaders[^1]);
        return handedTo is { Then.Length: 0 } ? new LoaderVerdict(handedTo, LoaderReason.IpxeSilent) : null;
    }

    /// <summary>The one after it; after the last the first. A silent iPXE never leads to shim before both iPXEs were tried.</summary>
    public LoaderChain Next(LoaderChain[] chains) => chains[(Array.IndexOf(chains, Failed) + 1) % chains.Length];
}
