using System.Globalization;
using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Images;

/// <summary>All that the box makes of a drive with one system on it, as text for a golden.</summary>
internal static class FamilyReport
{
    private static readonly Ipv4 Address = new(0x0A000001);
    private static readonly BoxIdentity Box = new("workshop");

    /// <param name="loaders">Files of the loader folder.</param>
    public static string Of(DriveSnapshot drive, params string[] loaders)
    {
        var text = new StringBuilder();
        foreach (BootImage image in drive.Images)
            WriteImage(text, image);
        foreach (PassedOver passed in drive.PassedOver)
            text.Append(CultureInfo.InvariantCulture, $"passed over: {passed.Path}\n  {passed.Reason}\n");
        if (drive.Images.Count == 0)
            return text.ToString();

        var folder = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        foreach (string loader in loaders)
            folder.Add(loader, 1000, TestDrive.Time);
        var contents = new BoxContents(drive, folder.Build());
        var planner = new BootPlanner(new ContentShelf(contents), Box);
        WriteIpxe(text, IpxeMenu.Write(contents, planner, Box, new MenuReader(Address, Profile.None)));
        WriteGrub(text, GrubMenu.Write(contents, planner, Box, new MenuReader(Address, Profile.None)));
        return text.ToString();
    }

    private static void WriteImage(StringBuilder text, BootImage image)
    {
        text.Append(CultureInfo.InvariantCulture, $"{image.Title}\n  {image.Kind}, {image.Method}, on {image.Firmwares.Words()}, at {image.Path}\n");
        text.Append(CultureInfo.InvariantCulture, $"  {image.Why}\n");
        text.Append(CultureInfo.InvariantCulture, $"  memory: {(image.RamNeeded == 0 ? "not known" : MenuRow.Size(image.RamNeeded))}\n");
        text.Append(CultureInfo.InvariantCulture, $"  Secure Boot: {image.Signer}. {image.SecureBoot}\n");
        foreach (LoadedFile file in image.Initrds.Concat(image.Served))
        {
            if (Generated(image, file) is not { } content)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"  {file.Name}:\n");
            foreach (string line in content.TrimEnd('\r', '\n').Split('\n'))
                text.Append(CultureInfo.InvariantCulture, $"    | {line.TrimEnd('\r')}\n");
        }
    }

    private static string? Generated(BootImage image, LoadedFile file) => file.Entry switch
    {
        MemoryEntry memory => Encoding.ASCII.GetString(memory.Bytes.Span),
        TemplateEntry template => ImagePath.Fill(image, template.Text, "http://10.0.0.1", Address),
        _ => null,
    };

    /// <summary>The rows of each firmware, and what they start.</summary>
    private static void WriteIpxe(StringBuilder text, string script)
    {
        string part = "";
        foreach (string line in script[..script.IndexOf("\n:menu-now", StringComparison.Ordinal)].Split('\n'))
        {
            if (line.StartsWith("set menu-part ", StringComparison.Ordinal))
                part = line["set menu-part ".Length..];
            else if (line.Contains("item image-", StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"\niPXE, {part}: {line}");
        }
        text.Append('\n').Append(script[script.IndexOf("\n:image-", StringComparison.Ordinal)..]);
    }

    /// <summary>The entries that each kind of PC shows.</summary>
    private static void WriteGrub(StringBuilder text, string script)
    {
        const string end = "fi\n";
        int from = script.IndexOf("boot_local_disk\n}\n", StringComparison.Ordinal) + "boot_local_disk\n}\n".Length;
        string[] statements = script[from..script.IndexOf("menuentry 'Restart", StringComparison.Ordinal)].Split("if [ \"$grub_cpu\" = ");
        Assert.Equal("", statements[0]);
        foreach (string cpu in new[] { "x86_64", "arm64" })
        {
            string entries = string.Concat(statements
                .Where(statement => statement.StartsWith(cpu + " ", StringComparison.Ordinal) && statement.EndsWith(end, StringComparison.Ordinal))
                .Select(statement => statement[(statement.IndexOf('\n') + 1)..^end.Length]));
            if (entries.Contains("--id image-", StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"\nGRUB, {cpu}:\n{entries}");
        }
    }
}
