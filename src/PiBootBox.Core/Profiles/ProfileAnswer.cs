namespace PiBootBox.Core.Profiles;

/// <param name="IsDone">False: nothing changed.</param>
/// <param name="Sentence">What came of it, for whoever asked; text of the drive in it is made <see cref="Printable"/>.</param>
public readonly record struct ProfileAnswer(bool IsDone, string Sentence);
