using System.Globalization;

namespace PiBootBox.Lab;

/// <summary>The folder that the box serves as its drive.</summary>
internal sealed class Drive
{
    public Drive(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    public string Folder { get; }

    /// <summary>Debian's own netboot folder, as its package lays it out.</summary>
    /// <returns>The image's path on the drive.</returns>
    public async Task<string> AddDebianInstallerAsync()
    {
        string source = await Script.RunAsync("scripts/lab.sh", "installer");
        await Script.RunAsync("/bin/cp", "-a", $"{source}/.", Folder);
        return "debian-installer/amd64";
    }

    /// <returns>The image's path on the drive.</returns>
    public string AddMemtest()
    {
        File.Copy(Path.Combine(Repository.Artifacts, "memtest86+", "memtest86+x64.efi"), Path.Combine(Folder, "memtest.efi"));
        return "memtest.efi";
    }

    /// <summary>What starts by itself after a second.</summary>
    public void StartByItself(string image, string arguments)
    {
        File.WriteAllText(Path.Combine(Folder, "pibootbox.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "default": "{{image}}",
              "timeout": 1,
              "images": { "{{image}}": { "arguments": "{{arguments}}" } }
            }
            """));
    }

    public void StartLocalDisk() => File.WriteAllText(Path.Combine(Folder, "pibootbox.json"), """{ "timeout": 1 }""");
}
