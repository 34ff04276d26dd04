namespace PiBootBox.Core.Answers;

/// <summary>Knows what the lines of one kind of answer file mean. It is shown every line, in order.</summary>
internal interface IPlaceFinder
{
    /// <param name="line">Without its end.</param>
    void Begin(ReadOnlySpan<byte> line);

    /// <param name="from">Where the placeholder begins in the line; they come from left to right.</param>
    /// <param name="to">Behind it.</param>
    AnswerPlace At(ReadOnlySpan<byte> line, int from, int to);

    /// <param name="line">The same line again, all of whose placeholders were asked for.</param>
    void End(ReadOnlySpan<byte> line);
}
