namespace PiBootBox.Core;

/// <summary>
/// The box cannot do what it was started for. The message is one sentence for a technician: what is
/// wrong, where, and the cure. At start it ends the program with exit code 2 and no stack trace.
/// </summary>
public sealed class CannotServeException(string sentence, Exception? cause = null) : Exception(sentence, cause);
