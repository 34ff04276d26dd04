namespace PiBootBox.Lab;

/// <summary>The folder that the box serves as its drive.</summary>
internal sealed class Drive
{
    public Drive(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    public string Folder { get; }

    /// <summary>Debian's own netboot folder, as its package lays it out.</summary>
    /// <returns>The image's path on the drive.</returns>
    public async Task<string> AddDebianInstallerAsync(string architecture = "amd64")
    {
        string source = await Script.RunAsync("scripts/lab.sh", "installer", architecture);
        await Script.RunAsync("/bin/cp", "-a", $"{source}/.", Folder);
        return $"debian-installer/{architecture}";
    }

    /// <returns>The image's path on the drive.</returns>
    public string AddMemtest()
    {
        File.Copy(Path.Combine(Repository.Artifacts, "memtest86+", "memtest86+x64.efi"), Path.Combine(Folder, "memtest.efi"));
        return "memtest.efi";
    }

    /// <summary>A real live system's disc, made out of Debian's packages where it is not there yet.</summary>
    /// <returns>The image's path on the drive.</returns>
    public async Task<string> AddDebianLiveAsync()
    {
        string disc = (await Script.RunAsync("scripts/media.sh", "debian-live")).Split('\n')[0];
        File.Copy(disc, Path.Combine(Folder, "debian-live.iso"));
        return "debian-live.iso";
    }

    /// <summary>The installer on a disc that looks like a live system's.</summary>
    /// <returns>The image's path on the drive.</returns>
    public async Task<string> AddInstallerDiscAsync()
    {
        string source = Path.Combine(await Script.RunAsync("scripts/lab.sh", "installer"), "debian-installer", "amd64");
        await Script.RunAsync("/usr/bin/xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-o", Path.Combine(Folder, "small-live.iso"), "-graft-points",
            $"live/vmlinuz={source}/linux", $"live/initrd.img={source}/initrd.gz", $"live/filesystem.squashfs={source}/boot-screens/menu.cfg");
        return "small-live.iso";
    }

    /// <summary>What starts by itself after a second.</summary>
    public void StartByItself(string image, string arguments) => Write($$"""
        "default": "{{image}}", "timeout": 1, {{ArgumentsOf(image, arguments)}}
        """);

    /// <summary>The same on one machine alone; on the others the countdown leads to the local disk.</summary>
    public void StartByItselfOn(string mac, string image, string arguments) => Write($$"""
        "timeout": 1, {{ArgumentsOf(image, arguments)}}, "machines": [{ "mac": "{{mac}}", "image": "{{image}}" }]
        """);

    /// <summary>Puts an answer file for Debian's installer beside an image.</summary>
    public void AddAnswers(string image, string preseed) => File.WriteAllText(Path.Combine(Folder, image + ".preseed"), preseed);

    /// <summary>The same for an unattended image, on a machine whose address begins so, which has a name and the value <c>room</c>.</summary>
    public void InstallByItself(string image, string arguments, string mac, string name, string room) => Write($$"""
        "default": "{{image}}", "timeout": 1, {{ArgumentsOf(image, arguments)}},
        "machines": [{ "mac": "{{mac}}", "name": "{{name}}", "values": { "room": "{{room}}" } }]
        """);

    /// <summary>An image is on the menu, but the countdown leads to the local disk.</summary>
    public void AddArguments(string image, string arguments) => Write(ArgumentsOf(image, arguments));

    /// <summary>The countdown is short, and leads to the local disk.</summary>
    public void StartLocalDisk() => Write("\"timeout\": 1");

    private static string ArgumentsOf(string image, string arguments) =>
        $$"""
        "images": { "{{image}}": { "arguments": "{{arguments}}" } }
        """;

    private void Write(string settings) => File.WriteAllText(Path.Combine(Folder, "pibootbox.json"), $"{{ {settings} }}");
}
