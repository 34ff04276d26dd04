using System.Buffers;
using System.Text.Json;

namespace PiBootBox.Machines;

/// <summary>
/// A <see cref="ReportLine"/> as one JSON object, fields named as the records name them, those that are null left out. By hand:
/// the serializer of the framework costs the native binary 0.3 MB.
/// </summary>
internal static class ReportJson
{
    public static byte[] Write(ReportLine line)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (line.Machine is { } machine)
                Write(json, machine);
            if (line.Box is { } box)
            {
                json.WriteStartObject("box"u8);
                json.WriteString("at"u8, box.At);
                json.WriteString("text"u8, box.Text);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is no report.</exception>
    public static ReportLine Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new ReportLine(
                root.TryGetProperty("machine"u8, out JsonElement machine) ? ReadMachine(machine) : null,
                root.TryGetProperty("box"u8, out JsonElement box) ? new BoxReport(box.GetProperty("at"u8).GetDateTimeOffset(), Text(box, "text")) : null);
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("This is no report of the service.", wrong);
        }
    }

    private static void Write(Utf8JsonWriter json, MachineReport machine)
    {
        json.WriteStartObject("machine"u8);
        WriteIfAny(json, "mac", machine.Mac);
        WriteIfAny(json, "uuid", machine.Uuid);
        WriteIfAny(json, "name", machine.Name);
        WriteIfAny(json, "address", machine.Address);
        json.WriteString("firmware"u8, machine.Firmware);
        json.WriteString("stage"u8, machine.Stage);
        json.WriteString("lastHeard"u8, machine.LastHeard);
        json.WriteStartArray("steps"u8);
        foreach (StepReport step in machine.Steps)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, step.At);
            json.WriteString("until"u8, step.Until);
            json.WriteString("step"u8, step.Step);
            json.WriteString("text"u8, step.Text);
            WriteIfAny(json, "address", step.Address);
            json.WriteString("via"u8, step.Via);
            json.WriteString("what"u8, step.What);
            json.WriteNumber("bytes"u8, step.Bytes);
            json.WriteNumber("of"u8, step.Of);
            json.WriteString("why"u8, step.Why);
            json.WriteNumber("times"u8, step.Times);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static MachineReport ReadMachine(JsonElement machine)
    {
        var steps = new List<StepReport>();
        foreach (JsonElement step in machine.GetProperty("steps"u8).EnumerateArray())
            steps.Add(ReadStep(step));
        return new MachineReport(
            TextIfAny(machine, "mac"), TextIfAny(machine, "uuid"), TextIfAny(machine, "name"), TextIfAny(machine, "address"),
            Text(machine, "firmware"), Text(machine, "stage"), machine.GetProperty("lastHeard"u8).GetDateTimeOffset(), steps);
    }

    private static StepReport ReadStep(JsonElement step) => new(
        step.GetProperty("at"u8).GetDateTimeOffset(), step.GetProperty("until"u8).GetDateTimeOffset(),
        Text(step, "step"), Text(step, "text"), TextIfAny(step, "address"), Text(step, "via"), Text(step, "what"),
        step.GetProperty("bytes"u8).GetInt64(), step.GetProperty("of"u8).GetInt64(), Text(step, "why"), step.GetProperty("times"u8).GetInt32());

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static string Text(JsonElement holder, string name) => holder.GetProperty(name).GetString() ?? "";

    private static string? TextIfAny(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
