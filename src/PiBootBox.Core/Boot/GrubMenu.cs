using System.Globalization;
using System.Text;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>
/// What the signed GRUB reads as <c>grub.cfg</c>: the same plans and images as in <see cref="IpxeMenu"/>. Where Secure Boot
/// is off it hands over to iPXE; the menu of its own is for PCs that let nothing else start, and after HTTP Boot. One script serves every
/// PC. For GRUB 2.12, as Debian 13 signs it: 2.06 leaves no network behind for the iPXE that it starts.
/// </summary>
public static class GrubMenu
{
    private const string LocalDisk = "local-disk";

    private static readonly (Firmware Firmware, string Cpu)[] Parts =
        [(Firmware.EfiX64, "x86_64"), (Firmware.EfiArm64, "arm64")];

    /// <summary>
    /// Loaders of systems on their own disk, under /EFI. GRUB cannot go back to the firmware with an error, which alone makes
    /// it try its next boot entry; so the menu looks for what is there. A boot menu of Linux offers Windows too, not the other way round.
    /// </summary>
    private static readonly (Firmware Firmware, string[] Files)[] DiskLoaders =
    [
        (Firmware.EfiX64,
        [
            "debian/shimx64.efi", "ubuntu/shimx64.efi", "fedora/shimx64.efi", "redhat/shimx64.efi", "centos/shimx64.efi",
            "rocky/shimx64.efi", "almalinux/shimx64.efi", "opensuse/shim.efi", "sles/shim.efi", "debian/grubx64.efi",
            "systemd/systemd-bootx64.efi", "Microsoft/Boot/bootmgfw.efi", "BOOT/BOOTX64.EFI",
        ]),
        (Firmware.EfiArm64,
        [
            "debian/shimaa64.efi", "ubuntu/shimaa64.efi", "fedora/shimaa64.efi", "redhat/shimaa64.efi", "opensuse/shim.efi",
            "debian/grubaa64.efi", "systemd/systemd-bootaa64.efi", "Microsoft/Boot/bootmgfw.efi", "BOOT/BOOTAA64.EFI",
        ]),
    ];

    public static string Write(BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader)
    {
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"# The boot menu of the box at {reader.Address}, made from what lies on its drive.\n");
        // $lockdown is set by GRUB where Secure Boot is on, and $shim_lock where it could not lock down for want of code.
        script.Append("set secure=\nif [ \"$lockdown\" = y ]; then set secure=y; fi\nif [ \"$shim_lock\" = y ]; then set secure=y; fi\n");
        // After HTTP Boot GRUB reads through the firmware's own HTTP and has no network of its own to give on: there its
        // chainloader says "destination unreachable" to any file of the box, but kernels start.
        script.Append("set by_http=\nif regexp '^http' \"$root\"; then set by_http=y; fi\n");
        script.Append("set state='Secure Boot off'\nif [ \"$secure\" = y ]; then set state='Secure Boot on'; fi\n");
        script.Append("set timeout_style=menu\n");
        // GRUB's parser takes functions at the top level only, so what differs is a variable.
        script.Append("function boot_local_disk {\necho \"Starting from this PC's own disk.\"\nfor file in $disk_loaders; do\n");
        // Not `search`, which says "no such device" of every file that is on no disk.
        script.Append("for disk in (*); do\nif [ -e \"$disk$file\" ]; then\n");
        script.Append("echo \"$disk$file\"\n");
        script.Append("if chainloader \"$disk$file\"; then boot; fi\nfi\ndone\ndone\n");
        script.Append("echo 'No disk of this PC holds a boot loader that starts. The firmware goes on.'\nsleep 3\nexit\n}\n");
        foreach ((Firmware firmware, string cpu) in Parts)
        {
            script.Append(CultureInfo.InvariantCulture, $"\nif [ \"$grub_cpu\" = {cpu} ]; then\n");
            WritePart(script, contents, planner, box, reader, firmware);
            script.Append("fi\n");
        }
        WriteEntries(script, contents, planner, box, reader);
        return script.ToString();
    }

    /// <summary>How GRUB names a file of the box. It sends the path as it stands, so it is encoded already.</summary>
    internal static string Url(BoxIdentity box, Ipv4 address, string path)
    {
        string port = box.HttpPort == 80 ? "" : $":{box.HttpPort}";
        return GrubText.Quote($"(http,{address}{port})/{path}");
    }

    private static void WritePart(
        StringBuilder script, BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader, Firmware firmware)
    {
        (Ipv4 address, MachineId? machine) = (reader.Address, reader.Machine);
        string[] diskLoaders = Array.Find(DiskLoaders, d => d.Firmware == firmware).Files;
        script.Append("set disk_loaders=").Append(GrubText.Quote(string.Join(' ', diskLoaders.Select(file => "/EFI/" + file)))).Append('\n');
        WriteHandOver(script, contents.Loaders, box, address, firmware);
        DriveSnapshot drive = contents.Drive;
        BootPlan usual = planner.Plan(drive, machine, firmware, reader.Profile);
        WritePlan(script, usual, reader.IsAfterLoop);
        string? name = machine is { } one ? drive.Settings.Rules.NameOf(one) : null;
        script.Append("set pc=").Append(name is null ? "" : Calling(name)).Append('\n');
        foreach ((MacAddress mac, MachineSettings named) in IpxeMenu.NamedIn(drive, machine))
        {
            BootPlan own = planner.Plan(drive, new MachineId(mac), firmware, reader.Profile);
            if (own == usual && named.Name is null)
                continue;
            script.Append(CultureInfo.InvariantCulture, $"if [ \"$net_default_mac\" = {mac} ]; then\n");
            if (own != usual)
                WritePlan(script, own, reader.IsAfterLoop);
            if (named.Name is not null)
                script.Append("set pc=").Append(Calling(named.Name)).Append('\n');
            script.Append("fi\n");
        }
    }

    /// <summary>
    /// Each entry that is for one kind of PC alone says so itself: GRUB reads a statement whole before it runs it, and was seen to take minutes
    /// for one with a thousand entries in it.
    /// </summary>
    private static void WriteEntries(StringBuilder script, BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader)
    {
        script.Append('\n');
        if (reader.IsAfterLoop)
        {
            for (int row = 0; row < AfterLoop.Rows.Length; row++)
                Entry(script, AfterLoop.Rows[row], $"again-{row + 1}", "true");
        }
        Entry(script, "Start from this PC's own disk", LocalDisk, "boot_local_disk");
        foreach ((Firmware firmware, string cpu) in Parts)
            WriteImages(script, contents, planner, box, reader, firmware, cpu);
        Entry(script, "Restart this PC", "restart", "reboot");
        script.Append("if fwsetup --is-supported; then\n");
        Entry(script, "Open this PC's firmware setup", "setup", "fwsetup");
        script.Append("fi\n");
        string title = MenuRow.Cut(contents.Drive.Settings.Title ?? $"PiBootBox {box.Name} at {reader.Address}", 40);
        script.Append("menuentry ").Append(GrubText.Quote(title + ", ")).Append("\"$state$pc\" --id about {\ntrue\n}\n");
    }

    private static string Calling(string name) => GrubText.Quote(", " + MenuRow.Cut(name, 30));

    private static void WritePlan(StringBuilder script, BootPlan plan, bool isAfterLoop)
    {
        TimeSpan countdown = isAfterLoop ? AfterLoop.Countdown(plan) : plan.Wait;
        string choice = plan.Target == BootTarget.Image ? IpxeMenu.LabelOf(plan.Image!) : LocalDisk;
        // GRUB draws no menu for a timeout of 0, and forgets the timeout once it has tried the entry.
        int seconds = plan.IsDirect && !isAfterLoop ? 0 : countdown == TimeSpan.Zero ? -1 : Math.Max(1, (int)countdown.TotalSeconds);
        script.Append(CultureInfo.InvariantCulture, $"set default={choice}\nset timeout={seconds}\n");
    }

    private static void WriteHandOver(StringBuilder script, FileIndex loaders, BoxIdentity box, Ipv4 address, Firmware firmware)
    {
        LoaderChain? ipxe = LoaderChains.In(loaders, firmware, ipxeFirst: false).FirstOrDefault(chain => !chain.IsSigned);
        if (ipxe is null)
            return;
        script.Append("if [ \"$secure$by_http\" = '' ]; then\n");
        // It comes back where a person, or the countdown, chose the local disk there.
        script.Append("if chainloader ").Append(Url(box, address, ipxe.Start)).Append("; then\nboot\nboot_local_disk\n");
        // GRUB's TCP gives up sooner than its TFTP on a cable that loses packets.
        script.Append(CultureInfo.InvariantCulture, $"elif chainloader '(tftp,{address})/{ipxe.Start}'; then\nboot\nboot_local_disk\nfi\nfi\n");
    }

    /// <param name="cpu">As GRUB calls it.</param>
    private static void WriteImages(
        StringBuilder script, BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader, Firmware firmware, string cpu)
    {
        (Ipv4 address, MachineId? machine) = (reader.Address, reader.Machine);
        DriveSnapshot drive = contents.Drive;
        // Shown although hidden: the countdown can only choose what the menu holds.
        var planned = new HashSet<BootImage?> { planner.Plan(drive, machine, firmware, reader.Profile).Image };
        foreach ((MacAddress mac, MachineSettings _) in IpxeMenu.NamedIn(drive, machine))
            planned.Add(planner.Plan(drive, new MachineId(mac), firmware, reader.Profile).Image);
        string onThis = $"if [ \"$grub_cpu\" = {cpu} ]; then\n";
        Signer grub = contents.GrubSignerOf(firmware);
        BootImage[] shown = [.. drive.Images.Where(i => !i.Hidden || planned.Contains(i))];
        BootImage[] bootable = [.. shown.Where(i => i.Firmwares.HasFlag(firmware.ToSet()))];
        if (bootable.Length == 0)
        {
            int line = 0;
            foreach (string text in MenuRow.Wrap(drive.Problem ?? "None of the images on the drive boots on this PC.", MenuRow.Width))
            {
                script.Append(onThis);
                Entry(script, text, $"problem-{++line}", "true");
                script.Append("fi\n");
            }
        }
        foreach (BootImage image in bootable)
        {
            script.Append(onThis);
            AnswerFile? answers = drive.AnswersFor(machine, image);
            string usualRow = MenuRow.Of(image.Title, image.IsOnlyForIpxe ? "starts by iPXE only" : IpxeMenu.FactOf(image, contents, machine));
            if (image.Signer.StartsBehind(grub))
            {
                Entry(script, usualRow, IpxeMenu.LabelOf(image), Body(image, answers, box, address));
                script.Append("fi\n");
                continue;
            }
            script.Append("if [ \"$secure\" = y ]; then\n");
            string row = MenuRow.Of(image.Title, image.Signer.ForbiddenBecause());
            if (image.Signer == Signer.None)
            {
                Entry(script, row, IpxeMenu.LabelOf(image),
                    $"echo {GrubText.Quote(MenuRow.Cut(image.Title, MenuRow.Width))}\necho {GrubText.Quote(image.SecureBoot)}\nsleep --interruptible 15");
            }
            else
            {
                // Tried all the same: a person may have enrolled its key.
                string body = $"echo {GrubText.Quote("Signed by others than this GRUB: with Secure Boot on it may be refused.")}\n";
                Entry(script, row, IpxeMenu.LabelOf(image), body + Body(image, answers, box, address));
            }
            script.Append("else\n");
            Entry(script, usualRow, IpxeMenu.LabelOf(image), Body(image, answers, box, address));
            script.Append("fi\nfi\n");
        }
        int number = 0;
        foreach (BootImage other in shown.Except(bootable))
        {
            script.Append(onThis);
            Entry(script, "  " + MenuRow.Of(other.Title, $"{other.Firmwares.Words()} only"), $"other-{++number}", "true");
            script.Append("fi\n");
        }
    }

    private static string Body(BootImage image, AnswerFile? answers, BoxIdentity box, Ipv4 address) =>
        $"echo {GrubText.Quote(MenuRow.Cut(image.Title, MenuRow.Width))}\n"
        + (image.Flaw is { } flaw ? $"echo {GrubText.Quote(flaw.Sentence)}\n" : "") + (answers is null
            ? GrubImage.Load(image, box, address, image.Arguments, image.WantsBootInterface)
            : $"if source {Url(box, address, AnswerPath.ForGrub(image))}\"$default\"; then true; else sleep --interruptible 15; fi");

    private static void Entry(StringBuilder script, string text, string id, string body) =>
        script.Append("menuentry ").Append(GrubText.Quote(text)).Append(" --id ").Append(id).Append(" {\n").Append(body).Append("\n}\n");
}
