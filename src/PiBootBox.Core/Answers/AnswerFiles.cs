using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Answers;

/// <summary>The answer files of a drive: read once, at the scan, and given to the images that they lie beside.</summary>
internal static class AnswerFiles
{
    /// <summary>They stay in memory, each up to <see cref="AnswerTemplate.MostBytes"/>.</summary>
    private const int Most = 100;

    /// <param name="files">Some of which are none, and are passed over.</param>
    /// <param name="isValue">Whether the settings give some machine a value of this name.</param>
    public static AnswerFile[] Read(IReadOnlyList<FileEntry> files, IDriveFiles content, Recognition drive, Func<string, bool> isValue)
    {
        var answers = new List<AnswerFile>();
        foreach (FileEntry file in files)
        {
            if (AnswerKinds.Of(file.Path) is not { } kind)
            {
                if (file.PathInRoot != DriveSettings.FileName)
                    drive.PassOver(file.Path, "By its name it may hold passwords, so it is not served. An answer file's name ends in .preseed, .ks, .user-data or .autounattend.xml; remove copies of one.");
            }
            else if (answers.Count < Most)
            {
                answers.Add(Read(file, kind, content, isValue));
            }
            else
            {
                drive.PassOver(file.Path, $"The box reads {Most} answer files of a drive, and others come before this one: no machine gets it. Remove some of the others.");
            }
        }
        return [.. answers];
    }

    /// <summary>
    /// <c>debian.iso</c> has <c>debian.preseed</c> or <c>debian.iso.preseed</c> beside it, a folder <c>NAME</c> has <c>NAME.preseed</c>. Debian's netboot folder
    /// is the one that a person unpacked, so the folders around it count as well, the nearest first.
    /// </summary>
    public static void Give(AnswerFile[] answers, BootImage[] images, Recognition drive)
    {
        var given = new HashSet<AnswerFile>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < images.Length; i++)
        {
            foreach (string place in PlacesOf(images[i]))
            {
                foreach (AnswerFile file in answers)
                {
                    if (!AnswerKinds.WithoutEnd(file.Path, file.Kind).Equals(place, StringComparison.OrdinalIgnoreCase))
                        continue;
                    if (!AnswerKinds.Fits(file.Kind, images[i].Kind))
                    {
                        if (given.Add(file))
                            drive.PassOver(file.Path, $"It lies beside {images[i].Path}, which no {Path.GetExtension(file.Path)} file installs. {Others}");
                        continue;
                    }
                    given.Add(file);
                    if (images[i].Answers is null)
                        images[i] = images[i] with { Answers = file };
                }
            }
        }
        foreach (AnswerFile file in answers)
        {
            if (!given.Contains(file))
                drive.PassOver(file.Path, $"No image lies beside it. {Others}");
        }
    }

    private const string Others = "It installs only machines whose \"answers\" in the settings name it.";

    private static AnswerFile Read(FileEntry file, AnswerKind kind, IDriveFiles content, Func<string, bool> isValue)
    {
        byte[] bytes = [];
        string? fault = null;
        try
        {
            bytes = content.Read(file, AnswerTemplate.MostBytes + 1).ToArray();
        }
        catch (IOException failed)
        {
            fault = $"The file could not be read: {failed.Message}";
        }
        AnswerTemplate template = AnswerTemplate.Parse(bytes, kind, isValue, out IReadOnlyList<SettingMistake> mistakes);
        return new AnswerFile(file.Root, file.Path, kind, template, fault is null ? mistakes : [new SettingMistake(0, fault)]);
    }

    private static IEnumerable<string> PlacesOf(BootImage image)
    {
        yield return image.Path;
        int dot = image.Path.LastIndexOf('.');
        if (image.Kind == ImageKind.DebianNetboot)
        {
            string marker = Recognition.FolderOf(image.Path);
            yield return marker;
            if (Recognition.FolderOf(marker) is { Length: > 0 } root)
                yield return root;
        }
        else if (dot > image.Path.LastIndexOf('/') + 1)
        {
            yield return image.Path[..dot];
        }
    }
}
