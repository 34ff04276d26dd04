using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images.Discs;

/// <summary>An image of a disc on the drive, and what it holds.</summary>
/// <param name="File">Its files lie in the tree below this one's path.</param>
/// <param name="Label">The name of its volume: untrusted text, empty where there is none.</param>
public sealed record DiscImage(FileEntry File, string Label);

/// <summary>Looks into the discs of a drive, so that everything after it sees their files as files of the drive.</summary>
public static class DiscImages
{
    /// <summary>As many as the menu has rows: thousands of names for one image would each be a look into it.</summary>
    public const int MostDiscs = Recognition.MostImages;

    private const string Unreadable =
        "Named like the image of a disc, but neither ISO 9660 nor UDF is in it. Compare its size and its checksum with its source, and copy it again.";

    /// <param name="discs">Those that could be read and are listed, in the order of their paths.</param>
    /// <returns>The drive's files, and those of its discs.</returns>
    public static FileIndex LookInto(FileIndex files, IDriveFiles content, DriveMemory memory, out IReadOnlyList<DiscImage> discs)
    {
        var found = new List<DiscImage>();
        var builder = new FileIndexBuilder(files);
        int looked = 0;
        foreach (FileEntry file in files.Files)
        {
            if (!IsNamedLikeDisc(file.Path))
                continue;
            if (builder.IsFull || looked++ == MostDiscs)
            {
                builder.PassOver(file.Path, $"The {files.Root.Name} holds more than {FileIndexBuilder.MostFiles:N0} files, or more than {MostDiscs:N0} discs, or endless names: this disc and those after it were not looked into. Put them on a drive of their own.");
                break;
            }
            try
            {
                LookInto(file, content, memory, builder, found);
            }
            catch (IOException fault)
            {
                builder.PassOver(file.Path, $"It could not be read: {fault.Message}");
            }
        }
        discs = found;
        return builder.Build();
    }

    private static void LookInto(FileEntry file, IDriveFiles content, DriveMemory memory, FileIndexBuilder builder, List<DiscImage> found)
    {
        bool isKnown = memory.TryGetDisc(file, out Medium? medium);
        if (isKnown)
        {
            content.Watch(file);
        }
        else
        {
            using IOpenedFile opened = content.Open(file);
            DiscReader.TryRead(opened, MediumBounds.Usual, out medium);
        }
        if (medium is null)
            builder.PassOver(file.Path, Unreadable);
        else if (builder.AddDisc(file, medium))
            found.Add(new DiscImage(file, medium.Label));
        else
            return;
        // One that does not fit leaves nothing behind.
        if (!isKnown)
            memory.KeepDisc(file, medium);
    }

    private static bool IsNamedLikeDisc(string path) => path.EndsWith(".iso", StringComparison.OrdinalIgnoreCase);
}
