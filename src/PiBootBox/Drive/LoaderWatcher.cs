using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>Keeps the list of boot loaders up to date with their folder, and who signed the GRUBs among them.</summary>
internal sealed class LoaderWatcher : IDisposable
{
    private readonly FileRoot _root;
    private readonly IFileOpener _opener;
    private readonly Action<FileIndex, IReadOnlyDictionary<string, Signer>> _changed;
    private readonly Look _look = new();

    // Null before the first scan, and after one that failed.
    private ChangeMark? _mark;
    private IReadOnlyList<PassedOver>? _told;

    /// <param name="changed">Told of every new state, the first included, on the watcher's thread.</param>
    public LoaderWatcher(FileRoot root, IFileOpener opener, DriveNews news, Action<FileIndex, IReadOnlyDictionary<string, Signer>> changed)
    {
        (_root, _opener, _changed) = (root, opener, changed);
        _look.Start(root.Name, LookAtIt, news);
    }

    public bool WaitForFirst(TimeSpan most) => _look.WaitForFirst(most);

    public void Dispose() => _look.Dispose();

    private void LookAtIt()
    {
        try
        {
            if (_mark is { } mark && !mark.IsStale())
                return;
            FolderScan scan = FolderScan.Of(_root, DateTimeOffset.UtcNow);
            foreach (FileEntry file in scan.Files.Files)
                scan.Mark.Watch(file);
            _mark = scan.Mark;
            Tell(scan.Files, SecondStages(scan));
        }
        catch (Exception fault)
        {
            _mark = null;
            var none = new FileIndexBuilder(_root);
            none.PassOver("", Drives.Sentence(_root, fault));
            FileIndex index = none.Build();
            // Told once, not at every look.
            if (_told?.SequenceEqual(index.PassedOver) is not true)
                Tell(index, new Dictionary<string, Signer>());
        }
    }

    /// <summary>A distribution's pair of shim and GRUB starts that distribution's kernels, and the menu has to know whose lies there.</summary>
    private Dictionary<string, Signer> SecondStages(FolderScan scan)
    {
        var signers = new Dictionary<string, Signer>();
        var content = new DriveFiles(_opener, scan.Mark);
        foreach (Firmware firmware in LoaderChains.Firmwares)
        {
            foreach (LoaderChain chain in LoaderChains.Of(firmware))
            {
                if (chain.Number != LoaderChains.Shim || !scan.Files.TryFind(chain.Then, out FileEntry? grub))
                    continue;
                try
                {
                    signers[chain.Then] = Signers.Of(content, grub, FileFacts.Read(content.Read(grub, FileFacts.HeadLength)));
                }
                catch (IOException)
                {
                    // Whoever asks for the file is told; the other loaders serve.
                }
            }
        }
        return signers;
    }

    private void Tell(FileIndex index, Dictionary<string, Signer> secondStages)
    {
        _told = index.PassedOver;
        if (!_look.IsOver)
            _changed(index, secondStages);
    }
}
