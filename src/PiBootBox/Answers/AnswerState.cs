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

    /// <summary>The file is there and could not be read: it may be whole, and must not be written over.</summary>
    private readonly bool _isLost;

    private readonly KeptFile _installs;
    private readonly IMachineJournal _journal;

    private AnswerState(KeptFile installs, MachineTokens tokens, InstallBook book, IMachineJournal journal, bool isLost)
    {
        (_installs, Tokens, Book, _journal) = (installs, tokens, book, journal);
        _isLost = isLost;
        book.Changed = Keep;
    }

    public MachineTokens Tokens { get; }

    public InstallBook Book { get; }

    /// <param name="folder">The state folder, which is there.</param>
    public static AnswerState Open(string folder, IMachineJournal journal)
    {
        var installs = new KeptFile(folder, InstallsName);
        InstallBook book = ReadBook(installs, journal, out bool isLost);
        return new AnswerState(installs, new MachineTokens(Secret(new KeptFile(folder, SecretName), journal)), book, journal, isLost);
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

    private static InstallBook ReadBook(KeptFile file, IMachineJournal journal, out bool isLost)
    {
        isLost = false;
        try
        {
            if (file.Read(InstallBook.MostBytes) is not { } bytes)
                return new InstallBook();
            if (bytes.Length > InstallBook.MostBytes)
            {
                isLost = true;
                return Doubtful($"{file.Path} is longer than the box ever writes it");
            }
            if (bytes.Length == 0)
                return Doubtful($"{file.Path} is empty, and the box never leaves it so");
            InstallBook book = InstallBook.Read(Encoding.UTF8.GetString(bytes), Doubt(file, "Some of its lines say nothing"), out int broken);
            if (broken > 0)
                journal.Trouble("installs", $"{broken} lines of {file.Path} say nothing. {book.Doubt}");
            return book;
        }
        catch (IOException fault)
        {
            isLost = true;
            return Doubtful($"{file.Path} cannot be read ({fault.Message.TrimEnd('.')})");
        }

        InstallBook Doubtful(string what)
        {
            string doubt = Doubt(file, what);
            journal.Trouble("installs", doubt);
            return new InstallBook { Doubt = doubt };
        }
    }

    private static string Doubt(KeptFile file, string what) =>
        $"{what}, so nobody knows which machines are installed, and none installs itself unless a person chooses it. Correct {file.Path} or take it away, and restart the box.";

    /// <summary>Before the machine is answered: a power cut right after its report must not erase what it has just installed.</summary>
    private bool Keep()
    {
        lock (_writing)
        {
            try
            {
                if (_isLost)
                    return false;
                _installs.Replace(Encoding.UTF8.GetBytes(Book.Write()));
                return true;
            }
            catch (IOException fault)
            {
                _journal.Trouble("installs", $"Which machines are installed cannot be kept in {_installs.Path} ({fault.Message.TrimEnd('.')}): no machine can install itself. Free some space, or replace the card.");
                return false;
            }
        }
    }
}
