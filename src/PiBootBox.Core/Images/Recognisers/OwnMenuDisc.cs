using PiBootBox.Core.Boot;
using PiBootBox.Core.Images.OwnMenus;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// A disc of a Linux that no other recogniser knows: what its own boot menu would start. Its kernel and RAM disk start; whether they find
/// the rest of the disc over the network, only its makers know.
/// </summary>
public sealed class OwnMenuDisc : IRecogniser
{
    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.Discs(drive))
        {
            if (OwnMenu.Of(root) is { } menu)
                Judge(drive, root, menu);
        }
    }

    private static void Judge(Recognition drive, SystemRoot root, OwnMenu menu)
    {
        foreach (OwnEntry entry in menu.Entries)
        {
            if (root.Find(entry.Kernel) is not { } kernel || FilesOf(root, entry) is not { } initrds
                || KernelArguments.Refuse(entry.Arguments) is not null || !drive.FactsOf(kernel).IsKernel)
            {
                continue;
            }
            root.Found(root.Linux(
                ImageKind.OwnMenu, root.Titled("Disc"), kernel, initrds, entry.Arguments,
                $"By its own menu, {menu.Path}: {(entry.Title.Length > 0 ? $"\"{MenuRow.Cut(entry.Title, 60)}\"" : "the first entry")} of {menu.Entries.Count}. Whether it finds the rest of its disc over the network is not known."));
            return;
        }
    }

    private static FileEntry[]? FilesOf(SystemRoot root, OwnEntry entry)
    {
        var files = new List<FileEntry>();
        foreach (string path in entry.Initrds)
        {
            if (root.Find(path) is not { } file)
                return null;
            files.Add(file);
        }
        return [.. files];
    }
}
