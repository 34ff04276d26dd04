using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images.Discs;

/// <summary>An image of a disc on the drive, and what it holds.</summary>
/// <param name="File">Its files lie in the tree below this one's path.</param>
public sealed record DiscImage(FileEntry File, Medium Medium);

/// <summary>Looks into the discs of a drive, so that everything after it sees their files as files of the drive.</summary>
public static class DiscImages
{
    private const string Unreadable =
        "Named like the image of a disc, but neither ISO 9660 nor UDF is in it. Compare its size and its checksum with its source, and copy it again.";

    /// <param name="discs">Those that could be read and are listed, in the order of their paths.</param>
    /// <returns>The drive's files, and those of its discs.</returns>
    public static FileIndex LookInto(FileIndex files, IDriveFiles content, DriveMemory memory, out IReadOnlyList<DiscImage> discs)
    {
        var found = new List<DiscImage>();
        var builder = new FileIndexBuilder(files);
        foreach (FileEntry file in files.Files)
        {
            if (!IsNamedLikeDisc(file.Path))
                continue;
            try
            {
                if (Read(file, content, memory) is not { } medium)
                {
                    builder.PassOver(file.Path, Unreadable);
                    continue;
                }
                if (builder.AddDisc(file, medium))
                    found.Add(new DiscImage(file, medium));
            }
            catch (IOException fault)
            {
                builder.PassOver(file.Path, $"It could not be read: {fault.Message}");
            }
        }
        discs = found;
        return builder.Build();
    }

    private static Medium? Read(FileEntry file, IDriveFiles content, DriveMemory memory)
    {
        if (memory.TryGetDisc(file, out Medium? known))
        {
            content.Watch(file);
            return known;
        }
        using IOpenedFile opened = content.Open(file);
        DiscReader.TryRead(opened, MediumBounds.Usual, out Medium? medium);
        memory.KeepDisc(file, medium);
        return medium;
    }

    private static bool IsNamedLikeDisc(string path) => path.EndsWith(".iso", StringComparison.OrdinalIgnoreCase);
}
