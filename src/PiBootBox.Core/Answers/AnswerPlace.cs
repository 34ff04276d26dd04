namespace PiBootBox.Core.Answers;

/// <summary>What a value is to whoever reads the answer file, at the place where it stands.</summary>
internal enum AnswerPlace
{
    /// <summary>Nobody can tell, such as in a here-document: only values that mean the same everywhere.</summary>
    Anywhere,
    /// <summary>debconf takes the rest of a line as it is.</summary>
    Debconf,
    /// <summary>The same at the end of a line, where a backslash would join the next one.</summary>
    DebconfEnd,
    /// <summary>A word of a shell, or of a kickstart line, outside quotes.</summary>
    ShellWord,
    ShellSingle,
    ShellDouble,
    /// <summary>Between the double quotes of a kickstart line: Python's shlex, where a dollar is a dollar.</summary>
    LineDouble,
    /// <summary>A YAML scalar of its own.</summary>
    YamlScalar,
    YamlSingle,
    YamlDouble,
    Xml,
    XmlCData,
    XmlComment,
}
