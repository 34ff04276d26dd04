namespace PiBootBox.Core.Answers;

/// <summary>What may stand between <c>{{</c> and <c>}}</c>.</summary>
public static class AnswerNames
{
    public const string Mac = "mac", Ip = "ip", HostName = "hostname", Box = "box", Serial = "serial", Done = "done";

    /// <summary>The box knows these of every machine; an owner's value cannot be called so.</summary>
    public static readonly IReadOnlyList<string> OfBox = [Mac, Ip, HostName, Box, Serial, Done];

    private const int Most = 40;

    /// <summary>Null when a value may be called so, else why not.</summary>
    public static string? Refuse(string name) =>
        OfBox.Contains(name, StringComparer.Ordinal)
            ? "the box fills it in itself"
            : name.Length is 0 or > Most || !char.IsAsciiLetter(name[0]) || name.AsSpan().IndexOfAnyExcept(Characters) >= 0
                ? $"a name is a letter, and then up to {Most - 1} letters, digits, \"-\" and \"_\""
                : null;

    private static readonly System.Buffers.SearchValues<char> Characters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
