using PiBootBox.Media;

namespace PiBootBox.Core.Tree;

/// <summary>Where the bytes of a file lie that is a part of a disc's image.</summary>
/// <param name="Disc">The image, a file of the same root.</param>
/// <param name="Extents">In the order of the file's bytes, all within the image as it was when it was read.</param>
public sealed record DiscPart(FileEntry Disc, Extent[] Extents);
