using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>A file that is loaded beside a kernel: a RAM disk, or what wimboot reads.</summary>
/// <param name="Name">Our own letters, digits, hyphens and dots, unique in its image: boot loaders call it so.</param>
/// <param name="Entry">On the drive, or generated.</param>
/// <param name="CpioPath">The loader packs it into a RAM disk of its own at this absolute path; empty for a file that is a RAM disk already.</param>
public sealed record LoadedFile(string Name, TreeEntry Entry, string CpioPath = "");
