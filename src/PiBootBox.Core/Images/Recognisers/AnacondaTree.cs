using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// The installer of Fedora, RHEL, Alma and Rocky. A disc with packages is its own repository; the one for the network (netinst, boot.iso)
/// holds the installer's second stage only, and takes packages from its mirrors.
/// </summary>
public sealed class AnacondaTree : IRecogniser
{
    private static readonly string[] Repositories = ["repodata/repomd.xml", "BaseOS/repodata/repomd.xml", "Server/repodata/repomd.xml"];

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "images/pxeboot"))
        {
            if (root.FindAny("images/pxeboot/vmlinuz") is not { } kernel || root.Find("images/pxeboot/initrd.img") is not { } initrd)
                continue;
            bool hasTree = root.Find(".treeinfo") is not null;
            // Without it a LiveOS is a live system, which is another recogniser's.
            if (root.Find("images/install.img") is not null || hasTree && root.Find("LiveOS/squashfs.img") is not null)
                Judge(root, kernel, initrd);
            else if (hasTree)
                root.PassOver("The installer's second stage, images/install.img, is not there. Copy the medium again.");
        }
    }

    private static void Judge(SystemRoot root, FileEntry kernel, FileEntry initrd)
    {
        bool isRepository = root.FindAny(Repositories) is not null;
        string option = isRepository ? "inst.repo" : "inst.stage2";
        string name = NameIn(root.Text(".treeinfo", 16 * 1024));
        root.Found(root.Linux(
            ImageKind.Anaconda,
            (name.Length > 0 ? name : root.Titled("Fedora or RHEL")) + (isRepository ? " installer" : " network installer"),
            kernel,
            [initrd],
            $"{option}={BootImage.ImageToken} ip=dhcp",
            $"Anaconda: images/pxeboot/ and its second stage; {(isRepository ? "its packages are on it" : "no packages are on it, the installer takes them from its mirrors")}.") with
        {
            // What Red Hat asks for an installation by HTTP.
            RamNeeded = 3L * 1024 * 1024 * 1024,
        });
    }

    /// <summary>"Fedora 41", from the section [general].</summary>
    private static string NameIn(string treeInfo)
    {
        string section = "", name = "", family = "", version = "";
        foreach (string line in treeInfo.Split('\n'))
        {
            string text = line.Trim();
            if (text is ['[', .., ']'])
                section = text[1..^1];
            else if (section == "general" && text.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value])
                (name, family, version) = key switch
                {
                    "name" => (value, family, version),
                    "family" => (name, value, version),
                    "version" => (name, family, value),
                    _ => (name, family, version),
                };
        }
        return name.Length > 0 ? name : $"{family} {version}".Trim();
    }
}
