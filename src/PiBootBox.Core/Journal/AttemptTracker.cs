using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Journal;

/// <summary>Follows one machine from switch-on to switch-on: which event belongs to which attempt.</summary>
internal sealed class AttemptTracker
{
    /// <summary>ROMs repeat a DISCOVER within 32 seconds at most (PXE 2.1, section 2.2.4); one after this is a new attempt.</summary>
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromMinutes(2);

    /// <summary>An iPXE that speaks after such a silence was not started by the loader of before.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LoopTime = TimeSpan.FromMinutes(5);

    private BootAttempt? _current, _previous;
    private TimeSpan _lastDiscover, _lastHeard, _lastFetch;
    private string _loader = "";
    private int _fetches, _fetchesWithoutMenu;

    public BootAttempts Attempts => new(_current, _previous);

    public void Clear()
    {
        _current = _previous = null;
        _loader = "";
        _fetches = _fetchesWithoutMenu = 0;
    }

    public void On(in MachineEvent happened, TimeSpan now)
    {
        switch (happened.Step)
        {
            case Step.FileAsked or Step.FileProgress or Step.FileAbsent or Step.FileFailed:
                OnAsked(happened.What, now);
                break;
            case Step.FileDone:
                OnAsked(happened.What, now);
                OnFetched(happened.What, now);
                break;
            default:
                OnDhcp(happened, now);
                break;
        }
        _lastHeard = now;
    }

    private void OnDhcp(in MachineEvent happened, TimeSpan now)
    {
        PxeClient asker = happened.Asker;
        if (asker.Firmware == Firmware.None)
        {
            // From the menu it may have gone to its own disk.
            if (happened.Step is Step.AddressAsked or Step.AddressGiven && _current is { } booted && booted.Has(BootReached.Menu | BootReached.Kernel))
                Reach(BootReached.System);
            return;
        }
        bool isDiscover = happened.Step == Step.AddressAsked && happened.Address.IsAny;
        if (_current is not { } current || isDiscover && IsNew(current, asker, now))
            Begin(asker, now);
        if (isDiscover)
            _lastDiscover = now;
        if (asker.IsIpxe)
            Reach(BootReached.Ipxe);
        else if (happened.What.Length > 0)
            _current = _current!.Value with { BootFile = happened.What };
        if (happened.Step == Step.AddressGiven)
            Reach(BootReached.Address);
    }

    private bool IsNew(in BootAttempt current, PxeClient asker, TimeSpan now)
    {
        const BootReached beyondAddress = ~(BootReached.Address | BootReached.Ipxe);
        if (now - _lastHeard > LongestSilence)
            return true;
        // An iPXE that the box loaded belongs to the attempt of the firmware that loaded it.
        if (asker.IsIpxe && !current.Client.IsIpxe)
            return false;
        return asker != current.Client || current.Has(beyondAddress) || now - _lastDiscover > LongestRepeat;
    }

    private void OnAsked(string path, TimeSpan now)
    {
        if (_current is null)
            Begin(default, now);
        BootAttempt current = _current!.Value;
        if (AskedFiles.KindOf(path) != AskedFile.Loader)
            return;
        bool isSecond = current.Loaders.Count > 0 && !IsSame(current.Loaders[0], path) && AskedFiles.IsProgram(path);
        Reach(isSecond ? BootReached.LoaderAsked | BootReached.SecondStageAsked : BootReached.LoaderAsked);
    }

    private void OnFetched(string path, TimeSpan now)
    {
        switch (AskedFiles.KindOf(path))
        {
            case AskedFile.Menu:
                _fetchesWithoutMenu = 0;
                Reach(BootReached.Menu);
                break;
            case AskedFile.Initrd:
                Reach(BootReached.Initrd);
                break;
            case AskedFile.Kernel:
                _fetches = _fetchesWithoutMenu = 0;
                Reach(BootReached.Kernel);
                break;
            case AskedFile.Loader:
                OnLoader(path, now);
                break;
        }
    }

    private void OnLoader(string path, TimeSpan now)
    {
        BootAttempt current = _current!.Value;
        if (current.Loaders.Count == 0 || IsSame(current.Loaders[0], path))
        {
            bool isAgain = IsSame(_loader, path) && now - _lastFetch <= LoopTime;
            (_fetches, _fetchesWithoutMenu) = isAgain ? (_fetches + 1, _fetchesWithoutMenu + 1) : (1, 1);
            (_loader, _lastFetch) = (path, now);
        }
        else if (AskedFiles.IsProgram(path))
        {
            Reach(BootReached.SecondStageFetched);
        }
        else if (current is { Loaders: [string shim] } && !current.Has(BootReached.SecondStageAsked | BootReached.Menu) && AskedFiles.IsShim(shim))
        {
            // Under an odd name, which the firmware gave to shim: nobody but shim gets a file by one.
            Reach(BootReached.SecondStageAsked | BootReached.SecondStageFetched);
        }
        if (current.Loaders.Count < BootAttempt.MostLoaders && !current.Loaders.Any(known => IsSame(known, path)))
            _current = _current!.Value with { Loaders = [.. current.Loaders, AskedFiles.Plain(path).ToString()], LastLoader = now };
        Reach(BootReached.LoaderFetched);
    }

    private void Begin(PxeClient asker, TimeSpan now)
    {
        _previous = _current;
        _current = new BootAttempt(now, asker, "", [], BootReached.Nothing, 0, 0);
        Reach(BootReached.Nothing);
    }

    private void Reach(BootReached step)
    {
        BootAttempt current = _current!.Value;
        _current = current with { Reached = current.Reached | step, Fetches = _fetches, FetchesWithoutMenu = _fetchesWithoutMenu };
    }

    private static bool IsSame(string a, string b) => AskedFiles.Plain(a).Equals(AskedFiles.Plain(b), StringComparison.OrdinalIgnoreCase);
}
