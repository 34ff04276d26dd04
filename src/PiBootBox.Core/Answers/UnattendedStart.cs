using PiBootBox.Core.Answers.Installers;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Answers;

/// <summary>An unattended installation as one machine starts it.</summary>
/// <param name="AnswersUrl">Of the folder that only this machine knows, with a slash at the end.</param>
public sealed record UnattendedStart(BootImage Image, AnswerKind Kind, string AnswersUrl, string HostName)
{
    /// <summary>The kernel's whole command line. What the installer reads stands before Debian's <c>---</c>.</summary>
    public string Arguments => KernelArguments.Join(Image.Arguments, Kind switch
    {
        AnswerKind.Preseed => DebianInstaller.Arguments(AnswersUrl, HostName),
        AnswerKind.Kickstart => Anaconda.Arguments(AnswersUrl),
        AnswerKind.UserData => Subiquity.Arguments(AnswersUrl),
        _ => "",
    });
}
