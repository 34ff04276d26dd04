using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Answers;

/// <summary>An answer file of the drive. Immutable.</summary>
/// <param name="Path">With the prefix of its drive.</param>
/// <param name="Mistakes">With one of them it is handed to nobody.</param>
public sealed record AnswerFile(FileRoot Root, string Path, AnswerKind Kind, AnswerTemplate Template, IReadOnlyList<SettingMistake> Mistakes)
{
    /// <summary>In the place of a file that cannot be used: it installs nothing.</summary>
    /// <param name="path">As the settings have it.</param>
    /// <param name="why">Sentences, with the cure.</param>
    public static AnswerFile Unusable(FileRoot root, string path, AnswerKind kind, string why) =>
        new(root, Printable.Name(path), kind, AnswerTemplate.Parse([], kind, static _ => false, out _), [new SettingMistake(0, why)]);

    /// <summary>Why no machine is installed with it without being asked; a sentence, null when it is fit for that.</summary>
    public string? Problem => Mistakes switch
    {
        [{ Line: > 0 } first, ..] => $"{Path}, line {first.Line}: {first.Sentence}",
        [var first, ..] => $"{Path}: {first.Sentence}",
        _ => null,
    };
}
