using System.CommandLine;
using System.Text;
using PiBootBox.Core;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox drive init PATH</c>: lays a drive out for the person who copies images to it.</summary>
public static class DriveCommand
{
    private const int Fine = 0, Cannot = 2;

    /// <summary>What the box recognises lies anywhere; the folders are for people.</summary>
    private static readonly string[] Folders = ["iso", "netboot", "tools"];

    private static readonly (string Name, string Text)[] Files =
    [
        ("README.txt", """
            This drive belongs to a PiBootBox: a small box that starts PCs over the network.

            1. Copy images to this drive, as they are. Nothing has to be unpacked.
                 iso      images of discs (.iso)
                 netboot  folders with a kernel and its RAM disk, such as Debian's netboot
                 tools    single programs: memtest86+, .efi files
               The folders are for you; images are found anywhere on the drive.
            2. To install without questions, put an answer file beside an image, with the
               same name: fedora.iso and fedora.ks. For Debian that is the netboot folder:
               debian-installer/amd64 and debian-installer/amd64.preseed.
            3. pibootbox.json sets the title of the menu, what starts by itself, and more.
               It explains itself; any editor will do.
            4. Copy SHA256SUMS (or NAME.iso.sha256) from the site of an image to this drive
               too, beside the image: the box then tells you when a copy is damaged.
            5. Eject the drive, and plug it into the box. PCs on the same switch that
               are set to start from the network show the menu.

            What the box makes of the drive, and why something is missing from the menu:
                 pibootbox images --drive FOLDER
            Whether the files are whole:
                 pibootbox verify --drive FOLDER
            """),
        ("pibootbox.json", """
            {
              // What this drive sets for the menu. Every line is optional: take the two slashes away where you want one.
              // The comma at the end of the last line does no harm.

              // "title": "Room 12",

              // Seconds until the menu chooses by itself; 0 waits for ever.
              // "timeout": 15,

              // What it chooses then: "local" (the PC's own disk), "menu" (nothing), or an image by its path.
              // "default": "iso/debian.iso",

              // Titles and kernel arguments of images, by path; "hidden" keeps one out of the menu.
              // "images": { "iso/debian.iso": { "title": "Debian", "arguments": "console=ttyS0", "hidden": false } },

              // What single machines start, by the address of their network card.
              // "machines": [{ "mac": "52:54:00:12:34:56", "name": "desk 4", "image": "iso/debian.iso" }],
            }
            """),
    ];

    public static Command Create()
    {
        var path = new Argument<DirectoryInfo>("path") { Description = "Where the drive is mounted, or any folder" };
        var init = new Command("init", "Lay out folders, a commented pibootbox.json and a README.txt; what is there stays as it is") { path };
        init.SetAction(parsed =>
        {
            try
            {
                Run(parsed.GetRequiredValue(path).FullName, Console.Out);
                return Fine;
            }
            catch (CannotServeException reason)
            {
                Console.Error.WriteLine($"pibootbox: {reason.Message}");
                return Cannot;
            }
        });
        return new Command("drive", "Prepare a drive") { init };
    }

    /// <exception cref="CannotServeException">The drive cannot be written.</exception>
    internal static void Run(string folder, TextWriter output)
    {
        try
        {
            foreach (string name in (string[])["", .. Folders])
            {
                string path = Path.Combine(folder, name);
                Tell(output, path, isNew: !Path.Exists(path) && Directory.CreateDirectory(path).Exists);
            }
            foreach ((string name, string text) in Files)
                Tell(output, Path.Combine(folder, name), Write(folder, name, text));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException($"{folder} could not be laid out: {fault.Message} Mount the drive writable, or name another folder.", fault);
        }
    }

    private static void Tell(TextWriter output, string path, bool isNew) => output.WriteLine($"{(isNew ? "made " : "stays")} {path}");

    /// <returns>False where something lies there already.</returns>
    private static bool Write(string folder, string name, string text)
    {
        if (Path.Exists(Path.Combine(folder, name)))
            return false;
        // Older editors of Windows show a file without carriage returns as one line.
        byte[] bytes = Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n");
        // Whole or not at all: half of one would stay for ever.
        new KeptFile(folder, name, isPublic: true).Replace(bytes);
        return true;
    }
}
