namespace PiBootBox.Core.Integrity;

/// <summary>A file is not handed out: it is not what was sealed, or nobody sealed it. The message says which, and the cure.</summary>
public sealed class AlteredFileException(string sentence) : IOException(sentence);
