using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>Brings the word of a drive that was taken away to those who may be reading from it.</summary>
public sealed class DriveNews
{
    /// <summary>Called on the thread that heard of it; it must return at once.</summary>
    public event Action<FileRoot>? Gone;

    /// <summary>Something about drives that nobody thought of; a sentence.</summary>
    public event Action<string>? Fault;

    public void TellFault(Exception fault) => Fault?.Invoke($"A fault of the box while it looked at a drive; it tries again: {fault}");

    /// <param name="root">The very object that the drive's files name: the same stick that comes back is another one.</param>
    public void TellGone(FileRoot root) => Gone?.Invoke(root);

    public static string Sentence(FileRoot root) => $"The {root.Name} was unplugged. Plug it in again, and let the machine try once more.";
}
