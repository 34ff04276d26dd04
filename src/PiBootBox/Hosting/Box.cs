using Microsoft.Extensions.Logging;
using PiBootBox.Answers;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tree;
using PiBootBox.Dhcp;
using PiBootBox.Drive;
using PiBootBox.Http;
using PiBootBox.Integrity;
using PiBootBox.Journal;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Files;
using PiBootBox.Linux.Network;
using PiBootBox.Machines;
using PiBootBox.Panel;
using PiBootBox.Profiles;
using PiBootBox.Settings;
using PiBootBox.Tftp;
using PiBootBox.Wire;

namespace PiBootBox.Hosting;

/// <summary>The whole box, plugged together: what all network ports share, and the supervisor that serves each of them.</summary>
public sealed class Box : IAsyncDisposable
{
    // A healthy drive is read in tens of milliseconds; a slow one must not hold up the addresses.
    private static readonly TimeSpan FirstScan = TimeSpan.FromMilliseconds(50);

    private readonly LeaseStore _leases;
    private readonly MachineMemoryKeeper _memory;
    private readonly Drives _drives;
    private readonly DriveCheck _check;
    private readonly HttpFront _http;
    private readonly ControlSocket? _control;

    private Box(
        LeaseStore leases, MachineMemoryKeeper memory, Drives drives, DriveCheck check, HttpFront http, ControlSocket? control, PortSupervisor ports,
        ProfileDesk profiles) =>
        (_leases, _memory, _drives, _check, _http, _control, Ports, Profiles) = (leases, memory, drives, check, http, control, ports, profiles);

    public PortSupervisor Ports { get; }

    public ProfileDesk Profiles { get; }

    /// <exception cref="Core.CannotServeException">A setting, the state folder or a port cannot be used.</exception>
    public static async Task<Box> StartAsync(
        BoxSettings settings, MachineSection known, MachineJournal journal, PanelService panel, ILoggerFactory log)
    {
        DhcpSettings dhcp = DhcpSettingsReader.Read(settings.Dhcp);
        ProfileRules profileRules = ProfileSettings.Read(settings);
        ILogger hostLog = log.CreateLogger<Box>();
        foreach (SettingMistake mistake in known.Mistakes)
            HostLog.Mistake(hostLog, known.File, mistake.Line, mistake.Sentence);
        var told = new HashSet<SettingMistake>();

        var driveRoot = new FileRoot("drive", Path.GetFullPath(settings.Drive));
        var loadersRoot = new FileRoot("loaders", Path.GetFullPath(settings.Loaders));
        SealPolicy policy = SealSettings.Read(settings);
        var plain = new BeneathOpener();
        var flaws = new FlawBook();
        Drives? drives = null;
        var flawNews = new FlawNews(hostLog, () => drives?.MarkFlaws());
        var opener = new VerifyingOpener(plain, Altered);
        var activity = new ActivityBoard();
        var identity = new BoxIdentity(() => Environment.MachineName, settings.HttpPort);
        var machines = new LeaseDirectory();
        var shelf = new ContentShelf(Drives.BeforeFirstScan(driveRoot, loadersRoot, known.Rules));

        LeaseStore leases = LeaseStore.Open(settings.State, journal);
        MachineMemoryKeeper memory = MachineMemoryKeeper.Open(settings.State, journal, TimeProvider.System);
        var chooser = new LoaderChooser(journal.Book, memory.Memory, machine => shelf.Current.Drive.Settings.Rules.LoaderOf(machine));
        AnswerState installs = AnswerState.Open(settings.State, journal);
        var profiles = new ProfileDesk(shelf, profileRules, journal.Book, journal.News, installs.Book);
        ProfileKeeper.Attach(profiles, settings.State, journal);
        var planner = new BootPlanner(shelf, identity, chooser, ipxeFirst: settings.UefiLoader == "ipxe", installs.Book, profiles);
        var tree = new VirtualTree(shelf, new MenuShelf(shelf, planner, identity, machines), new SecondStage(journal.Book, journal.Book));
        var news = new DriveNews();
        news.Fault += sentence => journal.Trouble("drive-fault", sentence);
        drives = new Drives(driveRoot, loadersRoot, shelf, opener, new DriveLog(hostLog, known).Tell, news, known.Rules,
            (root, volume) => new DriveMemoryKeeper(settings.State, root, volume, journal), policy, flaws);
        var check = new DriveCheck(shelf, plain, flaws, activity, flawNews.Found, flawNews.CheckEnded);
        drives.WaitForFirstScan(FirstScan);
        var desk = new AnswerDesk(shelf, identity, machines, installs.Tokens, installs.Book, journal);
        HttpFront http = await HttpFront.StartAsync(tree, opener, journal, activity, log, desk: desk);
        news.Gone += http.EndTransfersFrom;
        news.Gone += flaws.Forget;
        news.Gone += flawNews.Forget;
        // Whoever unplugged it did what the panel asked for.
        news.Gone += _ => journal.Told.End("drive-fault");

        journal.MachineAt = machines.MachineAt;
        journal.NameOf = machine => shelf.Current.Drive.Settings.Rules.NameOf(machine);
        var reports = new MachinesDesk(new ReportFeed(journal.Book, journal.NameOf, TimeProvider.System));
        var handlers = new Dictionary<string, ControlHandler>
        {
            [MachinesDesk.Once] = reports.ListAsync,
            [MachinesDesk.Follow] = reports.FollowAsync,
            [ProfileControl.Word] = new ProfileControl(profiles).AnswerAsync,
            [PanelDesk.Attach] = new PanelDesk(panel).AttachAsync,
        };
        ControlSocket? control = ControlSocket.Open(settings.State, handlers, journal);
        var ports = new PortSupervisor(settings.Interfaces, NetworkPorts.List, Open, hostLog);
        var box = new Box(leases, memory, drives, check, http, control, ports, profiles);
        try
        {
            ports.Start();
            var feed = new PanelStatusFeed(
                journal.Book, journal.Told, shelf, () => ports.Facts, journal.NameOf, profiles.Status);
            panel.Show(new PanelBox(feed, profiles, PowerFlags.FromEnvironment(driveRoot.Folder)));
            return box;
        }
        catch
        {
            await box.DisposeAsync();
            throw;
        }

        // While it was served: told once, and remembered as if the check had found it.
        void Altered(FileSum sum)
        {
            if (flaws.Set(sum, isGood: false))
                flawNews.Found(sum);
        }

        IPortServices Open(ServedInterface port)
        {
            RoleSetting role = RoleSettings.Of(settings, port.Name);
            if (role == RoleSetting.Off)
            {
                PortServices filesOnly = Start(null);
                journal.RoleChanged(port.Name, Role.Off, "the box serves files only, as it is set to");
                return filesOnly;
            }
            if (dhcp.Relayed.Count > 0 && settings.Interfaces.Length != 1)
                throw new CannotServeException("Relayed networks are set (dhcp.relayed), and each port would give their addresses: name the one port that their relays reach (interfaces).");
            List<Ipv4Subnet> networks = [.. NetworkPorts.List().Select(other => other.Served?.Address).OfType<Ipv4Subnet>()];
            var ladder = new OfferLadder(memory.Memory, activity, journal);
            var server = new DhcpServer(known.Reserve(PortSettings.Of(dhcp, port, networks), port, networks, Tell), port, planner, journal, activity, ladder)
            {
                Machines = known.Rules,
            };
            var roles = new RoleKeeper(role, port, journal, BootClock.Now);
            var desk = new DhcpDesk(port, server, new ProxyServer(port, planner, journal, ladder), roles);
            machines.Set(port, desk);
            return Start(() => new DhcpEndpoint(port, desk, leases, journal));

            // A port that comes and goes would tell it each time.
            void Tell(SettingMistake mistake)
            {
                if (told.Add(mistake))
                    HostLog.Mistake(hostLog, known.File, mistake.Line, mistake.Sentence);
            }

            PortServices Start(Func<DhcpEndpoint>? addresses) => PortServices.Start(
                () => new HttpEndpoint(port, settings.HttpPort, http),
                () => new TftpEndpoint(port, tree, opener, journal, activity, news),
                addresses);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Ports.Dispose();
        if (_control is not null)
            await _control.DisposeAsync();
        await _http.DisposeAsync();
        await _memory.DisposeAsync();
        _leases.Dispose();
        _check.Dispose();
        _drives.Dispose();
    }
}
