using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Programs that start what a boot loader cannot start by itself. They lie in the loader folder, or at the root of the drive for the owner
/// who has nothing but the drive at hand; the tree has them at its root.
/// </summary>
internal static class BootTools
{
    /// <summary>Of iPXE's project. The plain one is for BIOS and UEFI x64.</summary>
    private const string Wimboot = "wimboot", WimbootArm64 = "wimboot.arm64";

    /// <summary>Of Syslinux.</summary>
    public const string Memdisk = "memdisk";

    private static readonly string[] All = [Wimboot, WimbootArm64, Memdisk];

    public static string WimbootFor(BootImage image) => image.Firmwares.HasFlag(FirmwareSet.EfiArm64) ? WimbootArm64 : Wimboot;

    /// <returns>Those at the root of a drive that it may hand out.</returns>
    public static FileEntry[] In(FileIndex files)
    {
        var tools = new List<FileEntry>();
        foreach (FileEntry file in files.Files)
        {
            foreach (string tool in All)
            {
                if (file.Whole.Refusal is null && file.Path.AsSpan(file.Root.Prefix.Length).Equals(tool, StringComparison.OrdinalIgnoreCase))
                    tools.Add(file);
            }
        }
        return [.. tools];
    }

    /// <param name="path">Of the tree.</param>
    /// <returns>Of several drives' the first one.</returns>
    public static FileEntry? OnDrive(DriveSnapshot drive, ReadOnlySpan<char> path)
    {
        foreach (FileEntry tool in drive.Tools)
        {
            if (path.Equals(tool.Path.AsSpan(tool.Root.Prefix.Length), StringComparison.OrdinalIgnoreCase))
                return tool;
        }
        return null;
    }

    /// <summary>The tool without which an image cannot start.</summary>
    /// <returns>Null when it is there, or none is needed. Without memdisk iPXE tries a way of its own.</returns>
    public static string? MissingFor(BootImage image, BoxContents contents) =>
        image.Method == BootMethod.Wimboot && WimbootFor(image) is var tool
            && !contents.Loaders.TryFind(tool, out _) && OnDrive(contents.Drive, tool) is null
                ? tool
                : null;

    /// <returns>Sentences: what to put where.</returns>
    public static string Cure(string tool, BoxContents contents) =>
        $"The box has no {tool}, which starts Windows over the network. Put the file {tool} of the iPXE project at the root of the drive "
        + $"or into {contents.Loaders.Root.Folder}.";
}
