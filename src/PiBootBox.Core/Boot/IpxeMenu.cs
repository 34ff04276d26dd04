using System.Globalization;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>
/// The generated menu. One script serves every PC: it asks iPXE for the firmware and the hardware
/// address and goes to the part that <see cref="BootPlanner"/> planned for them, so it needs no second
/// request and no memory of who asked. Works with iPXE from 2019 on (QEMU's ROM) and later.
/// </summary>
public static class IpxeMenu
{
    private static readonly (Firmware Firmware, string Label, string BuildArch)[] Parts =
    [
        (Firmware.Bios, "bios", ""),
        (Firmware.EfiX64, "efi-x64", "x86_64"),
        (Firmware.EfiIa32, "efi-ia32", "i386"),
        (Firmware.EfiArm64, "efi-arm64", "arm64"),
    ];

    /// <summary>Of a row: the title stays readable beside it.</summary>
    private const int MostOfFlaw = 32;

    private const string BackWithoutCountdown = "menu-now";

    /// <summary>In the place of a countdown.</summary>
    private const string NoMenu = "none";

    public static string Write(BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader)
    {
        Ipv4 address = reader.Address;
        DriveSnapshot drive = contents.Drive;
        var script = new IpxeScript();
        script.Line($"set box {BoxUrl.Root(address, box.HttpPort)}");
        // As autoexec.ipxe it runs on UEFI before iPXE has asked for an address of its own.
        script.Line("isset ${netX/ip} || dhcp ||");
        // iPXE knows the memory of a BIOS machine only, and says 0 or nothing elsewhere.
        script.Line("isset ${memsize} && set pc-memory with ${memsize} MB RAM ||");
        script.Line("iseq 0 ${memsize} && clear pc-memory ||");
        script.Line("iseq ${platform} efi || goto bios");
        // A variable of the firmware, which iPXE reads since 2023; an older one knows no such name, and is not signed either.
        script.Line("iseq x${efi/SecureBoot} x01 && set menu-secure y ||");
        foreach ((Firmware _, string label, string arch) in Parts)
        {
            if (arch.Length > 0)
                script.Line($"iseq ${{buildarch}} {arch} && goto {label} ||");
        }
        script.Line("echo No menu is made for this kind of UEFI: ${buildarch}.");
        script.Line("exit 1");

        foreach ((Firmware firmware, string label, string _) in Parts)
            WritePart(script, contents, planner, box, reader, firmware, label);
        WriteCommon(script);
        foreach (BootImage image in drive.Images)
            WriteImage(script, contents, image, drive.AnswersFor(reader.Machine, image), address);
        return script.Finish($"The boot menu of the box at {address}, made from what lies on its drive.");
    }

    /// <summary>The label at which an image starts.</summary>
    internal static string LabelOf(BootImage image) => $"image-{image.Id}";

    private static void WritePart(
        IpxeScript script, BoxContents contents, BootPlanner planner, BoxIdentity box, MenuReader reader, Firmware firmware, string label)
    {
        MachineId? machine = reader.Machine;
        DriveSnapshot drive = contents.Drive;
        script.Label(label);
        script.Line($"set menu-part {label}");
        if (LoaderChains.Numbered(LoaderChains.Of(firmware), LoaderChains.Shim) is { } shim)
            script.Line($"set menu-shim {shim.Start}");
        BootPlan usual = planner.Plan(drive, machine, firmware, reader.Profile);
        WritePlan(script, usual, "", reader.IsAfterLoop);
        var planned = new HashSet<BootImage?> { usual.Image };
        bool isDirect = usual.IsDirect;
        foreach ((MacAddress mac, MachineSettings _) in NamedIn(drive, machine))
        {
            BootPlan own = planner.Plan(drive, mac, firmware, reader.Profile);
            if (own == usual)
                continue;
            WritePlan(script, own, $"iseq ${{netX/mac}} {mac} && ", reader.IsAfterLoop);
            planned.Add(own.Image);
            isDirect |= own.IsDirect;
        }
        if (isDirect)
            script.Line($"iseq ${{menu-wait}} {NoMenu} && goto ${{menu-default}} ||");

        script.Label($"{label}-menu");
        script.Line($"menu -- {script.Text(MenuRow.Cut(IpxeText.Plain(Title(drive, box, reader.Address)), MenuRow.ScreenWidth))}");
        if (reader.IsAfterLoop)
        {
            foreach (string line in AfterLoop.Rows)
                script.Gap(line);
            script.Gap();
        }
        script.Item("local-disk", "Start from this PC's own disk");
        WriteImages(script, contents, machine, firmware, planned);
        script.Gap();
        script.Item("restart", "Restart this PC");
        script.Item("shell", "iPXE command line (type exit to come back)");
        script.Gap();
        WriteMachines(script, drive, machine);
        script.Line($"item --gap -- {firmware.ToSet().Words()}, ${{manufacturer}} ${{product}} ${{pc-memory}}");
        script.Line("item --gap -- ${netX/mac} ${netX/ip}");
        // Escape leaves the menu: without a countdown, so that it is not hurried off by it.
        script.Line($"choose --timeout ${{menu-wait}} --default ${{menu-default}} menu-choice || goto {BackWithoutCountdown}");
        script.Line("goto ${menu-choice}");
    }

    /// <summary>The machines that a menu for all tells apart.</summary>
    internal static IEnumerable<KeyValuePair<MacAddress, MachineSettings>> NamedIn(DriveSnapshot drive, MachineId? machine) =>
        machine is null ? drive.Settings.Machines.OrderBy(m => m.Key.Value) : [];

    /// <summary>What a row says at its right end.</summary>
    internal static string FactOf(BootImage image, BoxContents contents, MachineId? machine) =>
        image.Flaw is { } flaw
            ? MenuRow.Cut($"damaged: {IpxeText.Plain(flaw.File)}", MostOfFlaw)
            : BootTools.MissingFor(image, contents) is { } tool
            ? $"{tool} is missing"
            : contents.Drive.AnswersFor(machine, image) switch
            {
                null when image.ErasesDisk => "erases the disk",
                null => image.Method switch
                {
                    BootMethod.Sanboot => "as a disc drive",
                    BootMethod.Memdisk => "as a floppy drive",
                    _ => MenuRow.Size(image.Length),
                },
                { Problem: null } => "erases the disk",
                _ => "mistake in its answers",
            };

    private static string Title(DriveSnapshot drive, BoxIdentity box, Ipv4 address) =>
        drive.Settings.Title ?? $"PiBootBox {box.Name} at {address}";

    private static void WritePlan(IpxeScript script, BootPlan plan, string condition, bool isAfterLoop)
    {
        TimeSpan countdown = isAfterLoop ? AfterLoop.Countdown(plan) : plan.Wait;
        string choice = plan.Target == BootTarget.Image ? LabelOf(plan.Image!) : "local-disk";
        string wait = plan.IsDirect && !isAfterLoop ? NoMenu : ((long)countdown.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        string otherwise = condition.Length > 0 ? " ||" : "";
        script.Line($"{condition}set menu-default {choice}{otherwise}");
        script.Line($"{condition}set menu-wait {wait}{otherwise}");
    }

    /// <param name="planned">Shown although hidden: iPXE's countdown can only choose what the menu holds.</param>
    private static void WriteImages(
        IpxeScript script, BoxContents contents, MachineId? machine, Firmware firmware, HashSet<BootImage?> planned)
    {
        DriveSnapshot drive = contents.Drive;
        Signer grub = contents.GrubSignerOf(firmware);
        BootImage[] shown = [.. drive.Images.Where(i => !i.Hidden || planned.Contains(i))];
        BootImage[] bootable = [.. shown.Where(i => i.Firmwares.HasFlag(firmware.ToSet()))];
        script.Gap();
        if (bootable.Length == 0)
        {
            string problem = drive.Problem ?? "None of the images on the drive boots on this PC.";
            foreach (string line in MenuRow.Wrap(IpxeText.Plain(problem), MenuRow.Width))
                script.Gap(line);
        }
        foreach (BootImage image in bootable)
        {
            string row = MenuRow.Of(image.Title, FactOf(image, contents, machine));
            if (firmware == Firmware.Bios || image.Signer.StartsBehind(grub))
            {
                script.Item(LabelOf(image), row);
                continue;
            }
            script.Line($"isset ${{menu-secure}} || item {LabelOf(image)} {script.Text(row)}");
            string forbidden = MenuRow.Of(image.Title, image.Signer.ForbiddenBecause());
            script.Line($"isset ${{menu-secure}} && item {LabelOf(image)} {script.Text(forbidden)} ||");
        }

        BootImage[] others = [.. shown.Except(bootable)];
        if (others.Length == 0)
            return;
        script.Gap();
        script.Gap($"Not for this PC, which starts by {firmware.ToSet().Words()}:");
        foreach (BootImage image in others)
            script.Gap("  " + MenuRow.Of(image.Title, $"{image.Firmwares.Words()} only"));
    }

    private static void WriteMachines(IpxeScript script, DriveSnapshot drive, MachineId? machine)
    {
        if (machine is { } one && drive.Settings.Rules.NameOf(one) is { } name)
            script.Gap(ThisIs(name));
        foreach ((MacAddress mac, MachineSettings named) in NamedIn(drive, machine))
        {
            if (named.Name is not null)
                script.Line($"iseq ${{netX/mac}} {mac} && item --gap -- {script.Text(ThisIs(named.Name))} ||");
        }
    }

    private static string ThisIs(string name) => "This PC is " + MenuRow.Cut(IpxeText.Plain(name), 40);

    private static void WriteCommon(IpxeScript script)
    {
        script.Label(BackWithoutCountdown);
        script.Line("set menu-wait 0");
        script.Line("goto ${menu-part}-menu");

        script.Label("failed");
        script.Line("echo");
        script.Line("echo It did not start. The line above tells what iPXE said.");
        // Nobody there: the plan is tried again, for a drive or a switch may have needed a moment.
        script.Line("prompt --timeout 30000 Press a key for the menu. It comes by itself in 30 seconds. || goto ${menu-part}");
        script.Line($"goto {BackWithoutCountdown}");

        script.Label("local-disk");
        script.Line("echo Starting from this PC's own disk.");
        // UEFI goes on to its next boot entry only when this one ends with an error; success opens its setup.
        script.Line("iseq ${platform} efi && exit 1 ||");
        script.Line("sanboot --no-describe --drive 0x80 ||");
        script.Line("echo The first disk holds nothing that starts. The BIOS tries its next boot device.");
        script.Line("exit");

        script.Label("restart");
        script.Line("reboot || goto failed");

        script.Label("shell");
        script.Line("shell ||");
        script.Line($"goto {BackWithoutCountdown}");
    }

    private static void WriteImage(IpxeScript script, BoxContents contents, BootImage image, AnswerFile? answers, Ipv4 address)
    {
        script.Label(LabelOf(image));
        script.Line("echo");
        script.Echo($"{MenuRow.Cut(IpxeText.Plain(image.Title), MenuRow.Width)}");
        if (image.Flaw is { } flaw)
        {
            foreach (string line in MenuRow.Wrap(IpxeText.Plain(flaw.Sentence), MenuRow.ScreenWidth))
                script.Echo(line);
        }
        if (BootTools.MissingFor(image, contents) is { } tool)
        {
            foreach (string line in MenuRow.Wrap(IpxeText.Plain(BootTools.Cure(tool, contents)), MenuRow.Width))
                script.Echo(line);
            script.Line("goto failed");
            return;
        }
        if (answers is not null)
        {
            script.Line($"chain --autofree ${{box}}/{AnswerPath.ForIpxe(image)} || goto failed");
            script.Line($"goto {BackWithoutCountdown}");
            return;
        }
        IpxeImage.WriteLoad(script, image, address, image.Arguments, image.WantsBootInterface, failure: "goto failed");
        // A program that ends well, such as a tool or a shell, leads back to where it was chosen.
        script.Line(image.Method == BootMethod.EfiProgram ? $"goto {BackWithoutCountdown}" : "goto failed");
    }
}
