using PiBootBox.Core.Answers;
using PiBootBox.Core.Images.Recognisers;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>One way to recognise images. Pure: the same drive gives the same verdicts.</summary>
public interface IRecogniser
{
    void Recognise(Recognition drive);
}

/// <summary>Asks every recogniser in a fixed order: what knows most about its files comes first.</summary>
public static class ImageRecogniser
{
    private static readonly IRecogniser[] InOrder =
    [
        new RaspberryPiFolder(),
        new DebianNetboot(),
        new WindowsSetup(),
        new Casper(),
        new DebianLive(),
        new DebianInstallerDisc(),
        new AnacondaTree(),
        new OpenSuse(),
        new FedoraLive(),
        new SystemRescue(),
        new ArchLinux(),
        new Alpine(),
        new Proxmox(),
        new Talos(),
        new Esxi(),
        new OwnMenuDisc(),
        new BootableDisc(),
        new FloppyImage(),
        new KernelFolder(),
        new LoneKernel(),
        new EfiProgram(),
        new UnsupportedImage(),
    ];

    /// <param name="settings">The owner's titles and arguments; what is hidden stays known, for profiles.</param>
    /// <param name="ofBox">What the box's own settings say of machines: answer files may use the values there.</param>
    /// <param name="memory">Of earlier scans; null reads everything anew.</param>
    public static DriveSnapshot Recognise(
        FileIndex files, IDriveFiles content, DriveSettings settings, MachineRules? ofBox = null, DriveMemory? memory = null)
    {
        var drive = new Recognition(files, content, memory ?? new DriveMemory());
        foreach (IRecogniser recogniser in InOrder)
            recogniser.Recognise(drive);

        var unused = new List<SettingMistake>();
        BootImage[] images = SettingsApplied.To(files.Root, drive.Images, settings, unused);
        AnswerFile[] answers = AnswerFiles.Read(
            files.Withheld, content, drive, name => settings.Values.ContainsKey(name) || settings.Rules.HasValue(name) || ofBox?.HasValue(name) == true);
        AnswerFiles.Give(answers, images, drive);
        Array.Sort(images, BootImage.MenuOrder);

        string? problem = images.Length > 0
            ? null
            : files.Files.Count == 0
                ? "The drive is empty. Copy an image to it: for example the folder of Debian's netboot archive."
                : "Nothing on the drive can boot. `pibootbox images` tells what was passed over, and why.";
        var snapshot = new DriveSnapshot(
            drive.Files,
            images,
            [.. drive.Files.PassedOver.Concat(drive.PassedOver).OrderBy(p => p.Path.Length == 0).ThenBy(p => p.Path, StringComparer.Ordinal)],
            settings,
            problem)
        {
            Answers = answers,
            Trouble = images.Length > 0 ? DriveTrouble.None : files.Files.Count == 0 ? DriveTrouble.Empty : DriveTrouble.NothingBoots,
        };
        unused.AddRange(SettingsApplied.ChoicesWithoutImage(snapshot));
        return snapshot with { Settings = settings with { Mistakes = [.. settings.Mistakes, .. unused] } };
    }
}
