using System.Buffers;
using System.Text;
using PiBootBox.Core.Answers.Installers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Answers;

/// <param name="Path">Decoded, with its slash.</param>
/// <param name="Query">Behind the question mark, as it came.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Box">The box's own address on which it was asked.</param>
/// <param name="IsOfBrowser">A page that somebody looks at may have made it: no boot loader says where it comes from.</param>
public readonly record struct DeskRequest(string Path, string Query, Ipv4 Client, Ipv4 Box, bool IsOfBrowser = false);

/// <param name="Body">Empty for an installer that reported its end.</param>
public readonly record struct DeskAnswer(ReadOnlyMemory<byte> Body, string MediaType);

/// <summary>
/// What the web server says to machines that install themselves: the script that starts it, made for the machine that asks; its
/// answers, for who has its token; and the report that it is done. Callable from any thread, but the packet threads: a report reaches the disk first.
/// </summary>
public sealed class AnswerDesk(
    ContentShelf shelf, BoxIdentity box, IMachineDirectory machines, MachineTokens tokens, InstallBook installs, IMachineJournal journal)
{
    private const string PlainText = "text/plain; charset=us-ascii";
    private const int MostSerial = 64;

    private static readonly SearchValues<char> FitForAnswers =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <returns>Null where nothing lies: what the token does not open is not there.</returns>
    public DeskAnswer? Answer(in DeskRequest request)
    {
        if (request.Path.StartsWith(AnswerPath.Unattended, StringComparison.Ordinal))
            return Script(request, request.Path[AnswerPath.Unattended.Length..]);
        if (request.Path.StartsWith(AnswerPath.Answers, StringComparison.Ordinal))
            return Answers(request, request.Path[AnswerPath.Answers.Length..].Split('/'));
        return AnswerPath.IsReport(request.Path) ? Done(request, request.Path.AsSpan(AnswerPath.Done.Length)) : null;
    }

    private DeskAnswer? Script(in DeskRequest request, string name)
    {
        bool isGrub = name.EndsWith(AnswerPath.Grub, StringComparison.Ordinal);
        if (!isGrub && !name.EndsWith(AnswerPath.Ipxe, StringComparison.Ordinal))
            return null;
        DriveSnapshot drive = shelf.Current.Drive;
        BootImage? image = drive.FindImage(name[..name.LastIndexOf('.')]);
        UnattendedStart? start = Start(request, drive, image, out string why);
        if (start is null)
            journal.Trouble("unattended", $"{request.Client} is not installed: {why}");
        string script = start is null
            ? UnattendedScript.Refusal(why, isGrub)
            : UnattendedScript.Of(start, box, request.Box, isGrub);
        return new DeskAnswer(Encoding.ASCII.GetBytes(script), PlainText);
    }

    private UnattendedStart? Start(in DeskRequest request, DriveSnapshot drive, BootImage? image, out string why)
    {
        if (request.IsOfBrowser)
        {
            why = "A browser asked for it, and only boot loaders start an installation. Choose the image in the PC's boot menu.";
            return null;
        }
        if (image is null)
        {
            why = "The image is no longer on the drive.";
            return null;
        }
        if (machines.MachineAt(request.Client) is not { } machine)
        {
            why = $"The box does not know which machine has the address {request.Client}, so it has no answers for it. Start the PC anew, so that it asks for its address.";
            return null;
        }
        if (drive.AnswersFor(machine, image) is not { } answers)
        {
            why = $"There is no answer file for {image.Title} any more.";
            return null;
        }
        string plan = Parameter(request.Query, AnswerPath.Plan);
        // Who does not tell what the menu counted down to has seen no menu.
        bool isChosen = plan.Length > 0 && plan != AnswerPath.PlanOf(image);
        string serial = Parameter(request.Query, AnswerPath.Serial);
        why = (isChosen ? answers.Problem : InstallGuard.Forbids(answers, image, machine, installs)) ?? WhyNot(serial, answers);
        if (why.Length > 0 || Fill(answers, machine, drive, request, serial, out why) is null)
            return null;

        if (!installs.Started(machine, image.Id, isChosen))
        {
            why = "The box cannot note that this machine is installed, so it might install it again and again. Free some space in its state folder, replace the card, or look at the box's log for what else is wrong with the file installs.";
            return null;
        }
        journal.Record(new MachineEvent(Step.InstallStarted, machine, request.Client, "HTTP", image.Title, Why: isChosen ? "chosen in the menu" : "by its plan"));
        string root = BoxUrl.Root(request.Box, box.HttpPort);
        string folder = answers.Template.Uses(AnswerNames.Serial) ? serial + "/" : "";
        return new UnattendedStart(
            image, answers.Kind, $"{root}{AnswerPath.Answers}{Token(machine, TokenUse.Answers)}/{folder}", HostNames.Of(drive.Settings.Rules.NameOf(machine), machine.Mac));
    }

    /// <summary>The serial number is the one value that comes from the wire as text.</summary>
    private static string WhyNot(string serial, AnswerFile answers)
    {
        if (!answers.Template.Uses(AnswerNames.Serial))
            return "";
        return serial.Length == 0
            ? $"{answers.Path} wants {{{{serial}}}}, and this PC's firmware, or its boot loader, does not tell it."
            : IsFit(serial) ? "" : $"{answers.Path} wants {{{{serial}}}}, and that of this PC holds other characters than letters, digits, dot, hyphen and underscore, or more than {MostSerial}.";
    }

    private DeskAnswer? Answers(in DeskRequest request, string[] names)
    {
        // TOKEN/preseed.cfg, or TOKEN/SERIAL/preseed.cfg
        if (names.Length is not (2 or 3) || !tokens.TryRead(names[0], TokenUse.Answers, out MachineId machine, out uint run))
            return null;
        // Where nobody is known to have the address, the installer may have got it from another server without the box seeing it.
        if (machines.MachineAt(request.Client) is { } asking && asking.Mac != machine.Mac)
            return null;
        string serial = names.Length == 3 ? names[1] : "", name = names[^1];
        DriveSnapshot drive = shelf.Current.Drive;
        if (serial.Length > 0 && !IsFit(serial) || installs.Of(machine) is not { IsDone: false } install || install.Run != run || drive.FindImage(install.Image) is not { } image
            || drive.AnswersFor(machine, image) is not { } answers)
            return null;
        if (answers.Kind == AnswerKind.UserData && Subiquity.Empty.Contains(name, StringComparer.Ordinal))
            return new DeskAnswer(default, AnswerKinds.MediaType(answers.Kind));
        if (name != AnswerKinds.ServedAs(answers.Kind))
            return null;
        string why = answers.Problem ?? "";
        if (why.Length > 0 || Fill(answers, machine, drive, request, serial, out why) is not { } bytes)
        {
            journal.Trouble("answers", $"{request.Client} does not get its answers: {why}");
            return null;
        }
        journal.Record(new MachineEvent(Step.AnswersGiven, machine, request.Client, "HTTP", AnswerPath.Masked(request.Path), bytes.Length, bytes.Length));
        return new DeskAnswer(bytes, AnswerKinds.MediaType(answers.Kind));
    }

    private DeskAnswer? Done(in DeskRequest request, ReadOnlySpan<char> token)
    {
        if (!tokens.TryRead(token, TokenUse.Done, out MachineId machine, out uint run) || installs.Done(machine, run, out bool isKept) is not { } image)
            return null;
        if (!isKept)
            journal.Trouble("done", $"{request.Client} is installed, and that cannot be kept in the state folder: once the box is restarted, it may install the machine again. Free some space or replace the card, and let another machine start before the restart, or disconnect this one.");
        string title = shelf.Current.Drive.FindImage(image)?.Title ?? image;
        journal.Record(new MachineEvent(Step.Installed, machine, request.Client, "HTTP", title));
        return new DeskAnswer(default, PlainText);
    }

    private string Token(MachineId machine, TokenUse use) => tokens.For(machine, use, installs.Of(machine)?.Run ?? 0);

    private byte[]? Fill(AnswerFile answers, MachineId machine, DriveSnapshot drive, DeskRequest request, string serial, out string why)
    {
        byte[]? filled = answers.Template.Fill(ValueOf, out why);
        why = filled is null ? $"{answers.Path}: {why}" : "";
        return filled;

        string? ValueOf(string name) => name switch
        {
            AnswerNames.Mac => machine.Mac.ToString(),
            AnswerNames.Ip => request.Client.ToString(),
            AnswerNames.HostName => HostNames.Of(drive.Settings.Rules.NameOf(machine), machine.Mac),
            AnswerNames.Box => request.Box.ToString(),
            AnswerNames.Serial => serial.Length > 0 ? serial : null,
            AnswerNames.Done => $"{BoxUrl.Root(request.Box, box.HttpPort)}{AnswerPath.Done}{Token(machine, TokenUse.Done)}",
            _ => drive.Settings.Rules.ValueOf(machine, name) ?? drive.Settings.Values.GetValueOrDefault(name),
        };
    }

    // Dots alone would be another folder to who tidies URLs.
    private static bool IsFit(string value) => value.Length is > 0 and <= MostSerial && value is not ("." or "..") && value.AsSpan().IndexOfAnyExcept(FitForAnswers) < 0;

    private static string Parameter(string query, string name)
    {
        foreach (string part in query.Split('&'))
        {
            if (part.StartsWith(name, StringComparison.Ordinal) && part.Length > name.Length && part[name.Length] == '=')
                return part[(name.Length + 1)..];
        }
        return "";
    }
}
