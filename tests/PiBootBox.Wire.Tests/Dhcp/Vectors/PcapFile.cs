using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PiBootBox.Wire.Tests.Dhcp.Vectors;

/// <summary>Reads the frames of a capture in tests/captures (classic pcap, little-endian, Ethernet).</summary>
public static class PcapFile
{
    public static IReadOnlyList<byte[]> Read(string name)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(Path.Combine(Folder(), name + ".pcap"));
        if (BinaryPrimitives.ReadUInt32LittleEndian(file) != 0xA1B2C3D4 || BinaryPrimitives.ReadUInt32LittleEndian(file[20..]) != 1)
            throw new InvalidDataException($"{name} is no little-endian Ethernet capture");
        var frames = new List<byte[]>();
        for (file = file[24..]; !file.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
            frames.Add(file.Slice(16, length).ToArray());
            file = file[(16 + length)..];
        }
        return frames;
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../captures"));
}
