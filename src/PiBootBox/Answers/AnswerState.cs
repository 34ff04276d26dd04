using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Journal;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Answers;

/// <summary>
/// What unattended installations need after a restart: the secret behind the tokens, and which machine was installed with what. A fault
/// of the state folder is told and stops nothing.
/// </summary>
public sealed class AnswerState
{
    internal const string SecretName = "answers.key", InstallsName = "installs";

    private readonly Lock _writing = new();
    private readonly KeptFile _installs;
    private readonly IMachineJournal _journal;

    private AnswerState(KeptFile installs, MachineTokens tokens, InstallBook book, IMachineJournal journal)
    {
        (_installs, Tokens, Book, _journal) = (installs, tokens, book, journal);
        book.Changed = Keep;
    }

    public MachineTokens Tokens { get; }

    public InstallBook Book { get; }

    /// <param name="folder">The state folder, which is there.</param>
    public static AnswerState Open(string folder, IMachineJournal journal)
    {
        var installs = new KeptFile(folder, InstallsName);
        return new AnswerState(installs, new MachineTokens(Secret(new KeptFile(folder, SecretName), journal)), ReadBook(installs, journal), journal);
    }

    private static byte[] Secret(KeptFile file, IMachineJournal journal)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(MachineTokens.SecretBytes);
        try
        {
            if (file.Read(MachineTokens.SecretBytes) is { Length: MachineTokens.SecretBytes } kept)
                return kept;
            file.Replace(secret);
        }
        catch (IOException fault)
        {
            journal.Trouble("answers-key", $"The secret behind the answer files cannot be kept in {file.Path} ({fault.Message.TrimEnd('.')}): machines that install themselves while the box restarts cannot report. Free some space, or replace the card.");
        }
        return secret;
    }

    private static InstallBook ReadBook(KeptFile file, IMachineJournal journal)
    {
        try
        {
            if (file.Read(InstallBook.MostBytes) is not { } bytes)
                return new InstallBook();
            InstallBook book = InstallBook.Read(Encoding.UTF8.GetString(bytes), out int broken);
            if (broken > 0)
                journal.Trouble("installs", $"{broken} lines of {file.Path} say nothing: the machines in them may be installed again. Look at the plan before they start.");
            return book;
        }
        catch (IOException fault)
        {
            journal.Trouble("installs", $"Which machines are installed cannot be read from {file.Path} ({fault.Message.TrimEnd('.')}): they may be installed again. Look at the plan before they start.");
            return new InstallBook();
        }
    }

    /// <summary>Before the machine is answered: a power cut right after its report must not erase what it has just installed.</summary>
    private void Keep()
    {
        lock (_writing)
        {
            try
            {
                _installs.Replace(Encoding.UTF8.GetBytes(Book.Write()));
            }
            catch (IOException fault)
            {
                _journal.Trouble("installs", $"Which machines are installed cannot be kept in {_installs.Path} ({fault.Message.TrimEnd('.')}): after a restart of the box they may be installed again. Free some space, or replace the card.");
            }
        }
    }
}
