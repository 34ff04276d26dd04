using NSubstitute;
using PiBootBox.Commands;
using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Profiles;

namespace PiBootBox.Tests.Profiles;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly ProfileFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_lists_what_can_be_chosen_and_marks_what_holds()
    {
        await using ControlSocket? service = Open();
        Assert.Equal(
            (0, """
                  menu                                     The menu
                * local                                    The PC's own disk
                  rescue                                   Rescue system
                  wipe                                     Disk eraser (erases the disk: to be armed)

                """),
            await AskAsync("list"));
    }

    [Fact]
    public async Task A_choice_is_done_and_an_arming_is_listed_with_its_time()
    {
        await using ControlSocket? service = Open();
        Assert.Equal((0, "From the next PC on the box hands out: Rescue system.\n"), await AskAsync("set rescue"));
        Assert.Contains("* rescue", (await AskAsync("list")).Output);

        Assert.Equal((0, "Disk eraser is armed for 10 minutes or until one PC takes it. Then the box hands out the menu.\n"), await AskAsync("arm wipe"));
        string armed = (await AskAsync("list")).Output;
        Assert.Contains("* wipe", armed);
        Assert.Matches(@"Disk eraser is armed for (10:00|9:5\d) minutes more\.", armed);

        Assert.Equal((0, "Nothing is armed any more. The box hands out the menu.\n"), await AskAsync("disarm"));
        Assert.Contains("* menu", (await AskAsync("list")).Output);
        Assert.Equal((0, "The settings say again what the box hands out.\n"), await AskAsync("set default"));
        Assert.Contains("* local", (await AskAsync("list")).Output);
    }

    [Theory]
    [InlineData("set wipe", "Disk eraser erases the disk of a PC that starts it, so it has to be armed: hold the button, or run 'pibootbox profile arm wipe'.\n")]
    [InlineData("set nothing", "There is no image \"nothing\" on the drive: 'pibootbox profile list' shows what there is.\n")]
    [InlineData("set two\nlines", "There is no image \"two lines\" on the drive: 'pibootbox profile list' shows what there is.\n")]
    [InlineData("arm menu", "The menu erases nothing and needs no arming: choose it.\n")]
    [InlineData("fly", "This service knows no such request about profiles: it is of another version than the command.\n")]
    public async Task What_cannot_be_done_ends_with_a_sentence_and_another_exit_code(string request, string sentence)
    {
        await using ControlSocket? service = Open();
        Assert.Equal((1, sentence), await AskAsync(request));
    }

    [Fact]
    public async Task Without_a_service_it_says_so() =>
        Assert.Contains("No service answers", (await Assert.ThrowsAsync<CannotServeException>(() => AskAsync("list"))).Message);

    private ControlSocket? Open() => ControlSocket.Open(
        _folder.Path,
        new Dictionary<string, ControlHandler> { [ProfileControl.Word] = new ProfileControl(_folder.Start()).AnswerAsync },
        Substitute.For<IMachineJournal>());

    private async Task<(int ExitCode, string Output)> AskAsync(string request)
    {
        var output = new StringWriter();
        int exitCode = await ProfileCommand.RunAsync(_folder.Path, request, output, default);
        return (exitCode, output.ToString());
    }
}
