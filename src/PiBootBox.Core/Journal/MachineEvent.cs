using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;

namespace PiBootBox.Core.Journal;

/// <summary>One step of a machine on its way from switch-on to a running system.</summary>
public enum Step
{
    AddressAsked, AddressOffered, AddressGiven, AddressRefused, AddressDeclined, AddressReleased,
    BootOffered, BootGiven, BootRefused, AnswerChanged, AnswerLearned,
    FileAsked, FileProgress, FileDone, FileAbsent, FileFailed,
    InstallStarted, AnswersGiven, Installed,
}

/// <summary>What happened to one machine. Protocol code knows either the machine or only its address.</summary>
/// <param name="Machine">Null where only the address is known (TFTP, HTTP): the journal finds it by its lease.</param>
/// <param name="Via">"DHCP", "TFTP", "HTTP".</param>
/// <param name="What">The file's name, or the boot file that was handed out; may be empty.</param>
/// <param name="Bytes">How far: bytes of this file so far, of <paramref name="Of"/>.</param>
/// <param name="Why">A reason, where there is one: a sentence that a technician understands.</param>
/// <param name="Asker">Who speaks, where the message says it (DHCP): the firmware, iPXE, or an operating system.</param>
public readonly record struct MachineEvent(
    Step Step, MachineId? Machine, Ipv4 Address, string Via,
    string What = "", long Bytes = 0, long Of = 0, string Why = "", PxeClient Asker = default);

/// <summary>
/// Where every protocol tells what it saw and did. Never blocks, never throws, bounded; callable from any thread.
/// Progress is reported at most once per second and file by the caller.
/// </summary>
public interface IMachineJournal
{
    void Record(in MachineEvent happened);

    /// <summary>
    /// Something a technician must know that belongs to no machine's boot: a malformed packet, a full pool.
    /// <paramref name="kind"/> is a short constant that bounds the rate: the first is told at once, then
    /// at most one a minute and kind, with the number of those left out.
    /// </summary>
    void Trouble(string kind, string sentence);

    /// <summary>The box does something else on a port from now on: one line for the technician, at once.</summary>
    /// <param name="sentence">Why, without the port's name and without a full stop.</param>
    void RoleChanged(string port, Role role, string sentence);
}
