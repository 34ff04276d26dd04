using System.Buffers;
using System.Text;
using System.Text.Json;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Commands;

/// <summary>
/// A drive's snapshot as one JSON object: every image and everything that was passed over, each with its reason. What there is none of is
/// left out. By hand: the serializer of the framework costs the native binary 0.3 MB.
/// </summary>
internal static class ImagesJson
{
    private static readonly FirmwareSet[] Firmwares = [FirmwareSet.Bios, FirmwareSet.EfiX64, FirmwareSet.EfiIa32, FirmwareSet.EfiArm64];

    public static string Write(DriveSnapshot drive)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteIfAny(json, "problem", drive.Problem);
            json.WriteStartArray("images"u8);
            foreach (BootImage image in drive.Images)
                Write(json, image);
            json.WriteEndArray();
            json.WriteStartArray("passedOver"u8);
            foreach (PassedOver passed in drive.PassedOver)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, passed.Path);
                json.WriteString("why"u8, passed.Reason);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("mistakes"u8);
            WriteMistakes(json, DriveSettings.FileName, drive.Settings.Mistakes);
            foreach (AnswerFile answers in drive.Answers)
                WriteMistakes(json, answers.Path, answers.Mistakes);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, BootImage image)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, image.Id);
        json.WriteString("path"u8, image.Path);
        json.WriteString("title"u8, image.Title);
        json.WriteString("kind"u8, Word(image.Kind.ToString()));
        json.WriteString("why"u8, image.Why);
        json.WriteString("method"u8, Word(image.Method.ToString()));
        json.WriteString("file"u8, image.Kernel.Path);
        json.WriteStartArray("beside"u8);
        foreach (LoadedFile file in image.Initrds)
            json.WriteStringValue(file.Entry is FileEntry onDrive ? onDrive.Path : file.Name);
        json.WriteEndArray();
        WriteIfAny(json, "arguments", image.Arguments);
        json.WriteStartArray("bootsOn"u8);
        foreach (FirmwareSet firmware in Firmwares)
        {
            if (image.Firmwares.HasFlag(firmware))
                json.WriteStringValue(firmware.Words());
        }
        json.WriteEndArray();
        json.WriteNumber("bytes"u8, image.Length);
        if (image.RamNeeded > 0)
            json.WriteNumber("memory"u8, image.RamNeeded);
        json.WriteString("signer"u8, Word(image.Signer.ToString()));
        WriteIfAny(json, "secureBoot", image.SecureBoot);
        WriteIfAny(json, "answers", image.Answers?.Path);
        json.WriteBoolean("hidden"u8, image.Hidden);
        json.WriteEndObject();
    }

    private static void WriteMistakes(Utf8JsonWriter json, string file, IReadOnlyList<SettingMistake> mistakes)
    {
        foreach (SettingMistake mistake in mistakes)
        {
            json.WriteStartObject();
            json.WriteString("file"u8, file);
            if (mistake.Line > 0)
                json.WriteNumber("line"u8, mistake.Line);
            json.WriteString("why"u8, mistake.Sentence);
            json.WriteEndObject();
        }
    }

    /// <summary>"debian-netboot" of <c>DebianNetboot</c>.</summary>
    private static string Word(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }
}
