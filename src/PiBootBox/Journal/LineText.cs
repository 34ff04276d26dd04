using System.Globalization;
using PiBootBox.Core;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;

namespace PiBootBox.Journal;

/// <summary>One line of a machine's story, as a technician reads it below the machine's name.</summary>
public static class LineText
{
    public static string Of(in StoryLine line)
    {
        string what = Printable.Text(line.What);
        string text = line.Step switch
        {
            Step.AddressAsked when !line.Address.IsAny => $"{Asker(line.Asker)} has {line.Address} and asks for the settings",
            Step.AddressAsked => $"{Asker(line.Asker)} asks for an address",
            Step.AddressOffered => $"is offered {line.Address}{File(what)}",
            Step.AddressGiven => $"has the address {line.Address}{File(what)}",
            Step.AddressRefused => $"is refused the address {line.Address}",
            Step.AddressDeclined => $"found {line.Address} in use by somebody else",
            Step.AddressReleased => $"gave {line.Address} back",
            Step.BootOffered => $"is told what to boot{File(what)}",
            Step.BootGiven => $"asks the boot service{File(what)}",
            Step.BootRefused => "is told nothing to boot",
            Step.AnswerChanged => "gets another form of DHCP answer",
            Step.AnswerLearned => "came to its file; this form of answer is remembered",
            Step.FileAsked => $"asks for {what} by {line.Via}{Length(line)}",
            Step.FileProgress => $"reads {what} by {line.Via}: {Percent(line)} %, {MenuRow.Size(line.Bytes)} of {MenuRow.Size(line.Of)}",
            Step.FileDone => $"has all of {what} by {line.Via}: {MenuRow.Size(line.Bytes)}{Time(line)}",
            Step.FileAbsent => $"asks for {what} by {line.Via}: not here",
            Step.FileFailed => $"did not get {what} by {line.Via}: {MenuRow.Size(line.Bytes)} of {MenuRow.Size(line.Of)}",
            Step.InstallStarted => $"starts to install {what} without asking",
            Step.AnswersGiven => $"takes its answers, {what}",
            Step.Installed => $"reports that {what} is installed; from now on it starts from its own disk",
            _ => $"{line.Step} {what}",
        };
        string times = line.Times > 1 ? $" ({line.Times} times)" : "";
        // The offer before it said the same.
        bool isSaid = line.Why.Length == 0 || line.Step == Step.AddressGiven;
        return isSaid ? text + times : $"{text}{times}: {Printable.Text(line.Why)}";
    }

    /// <summary>"UEFI x64, HTTP Boot"; empty for an operating system.</summary>
    public static string Firmware(PxeClient client)
    {
        string name = client.Firmware switch
        {
            Core.Machines.Firmware.None => "",
            Core.Machines.Firmware.RaspberryPi => "Raspberry Pi",
            Core.Machines.Firmware.EfiArm32 => "UEFI arm32",
            Core.Machines.Firmware.EfiRiscV64 => "UEFI RISC-V",
            Core.Machines.Firmware.EfiLoongArch64 => "UEFI LoongArch",
            Core.Machines.Firmware.Other => "unknown firmware",
            _ => client.Firmware.ToSet().Words(),
        };
        return client switch
        {
            { IsHttpBoot: true } => name + ", HTTP Boot",
            { IsIpxe: true } => name + ", iPXE in its ROM",
            _ => name,
        };
    }

    private static string Asker(PxeClient asker) => asker switch
    {
        { Firmware: Core.Machines.Firmware.None } => "an operating system",
        { IsIpxe: true } => "iPXE",
        _ => $"its firmware ({Firmware(asker)})",
    };

    private static string File(string what) => what.Length > 0 ? $", to boot {what}" : "";

    private static string Length(in StoryLine line) => line.Of > 0 ? $" ({MenuRow.Size(line.Of)})" : "";

    private static long Percent(in StoryLine line) => line.Of > 0 ? Math.Clamp(line.Bytes * 100 / line.Of, 0, 100) : 100;

    private static string Time(in StoryLine line) => line.Times > 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" in {(line.Until - line.At).TotalSeconds:0.0} s");
}
