using NSubstitute;
using PiBootBox.Answers;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Answers;

public sealed class AnswerStateTests : IDisposable
{
    private static readonly MachineId Pc = new MacAddress(0x525400123456);

    private readonly string _folder = Directory.CreateTempSubdirectory("answers-").FullName;
    private readonly IMachineJournal _journal = Substitute.For<IMachineJournal>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tokens_and_installations_outlive_a_restart_and_are_kept_when_the_report_is_answered()
    {
        AnswerState before = AnswerState.Open(_folder, _journal);
        string token = before.Tokens.For(Pc, TokenUse.Done, 1);
        before.Book.Started(Pc, "debian", isChosen: false);
        before.Book.Done(Pc, 1, out _);

        // Not closed: as after a power cut.
        AnswerState after = AnswerState.Open(_folder, _journal);

        Assert.True(after.Tokens.TryRead(token, TokenUse.Done, out _, out _));
        Assert.True(after.Book.Of(Pc)!.Value.IsDone);
        _journal.DidNotReceiveWithAnyArgs().Trouble("", "");
    }

    [Fact]
    public void The_secret_is_its_owners_alone()
    {
        AnswerState.Open(_folder, _journal);

        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, AnswerState.SecretName)));
        Assert.Equal(32, new FileInfo(Path.Combine(_folder, AnswerState.SecretName)).Length);
    }

    [Fact]
    public void A_damaged_list_is_told_and_what_can_be_read_counts()
    {
        File.WriteAllText(Path.Combine(_folder, AnswerState.InstallsName), "52:54:00:12:34:56 - debian 0 done 1\nhalf a li");

        AnswerState state = AnswerState.Open(_folder, _journal);

        Assert.True(state.Book.Of(Pc)!.Value.IsDone);
        Assert.Contains("none installs itself unless a person chooses it", state.Book.Doubt);
        _journal.Received(1).Trouble("installs", Arg.Is<string>(sentence => sentence.Contains("1 lines of")));
    }

    [Fact]
    public void A_list_that_is_not_the_boxs_is_doubted_and_left_as_it_is()
    {
        string path = Path.Combine(_folder, AnswerState.InstallsName);
        File.WriteAllBytes(path, new byte[InstallBook.MostBytes + 1]);

        AnswerState state = AnswerState.Open(_folder, _journal);

        Assert.NotNull(state.Book.Doubt);
        Assert.False(state.Book.Started(Pc, "debian", isChosen: true));
        Assert.Equal(InstallBook.MostBytes + 1, new FileInfo(path).Length);
        File.WriteAllBytes(path, []);
        Assert.NotNull(AnswerState.Open(_folder, _journal).Book.Doubt);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_starts_no_installation()
    {
        string gone = Path.Combine(_folder, "gone");

        AnswerState state = AnswerState.Open(gone, _journal);
        Assert.False(state.Book.Started(Pc, "debian", isChosen: false));

        _journal.Received(1).Trouble("answers-key", Arg.Any<string>());
        _journal.Received(1).Trouble("installs", Arg.Any<string>());
        Assert.True(state.Tokens.TryRead(state.Tokens.For(Pc, TokenUse.Done, 1), TokenUse.Done, out _, out _));
    }
}
