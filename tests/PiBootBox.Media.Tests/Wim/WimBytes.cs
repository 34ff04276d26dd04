using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Tests.Wim;

/// <summary>A header and a list, for what wimlib does not write.</summary>
internal static class WimBytes
{
    public const int HeaderBytes = 208;

    public static byte[] File(string xml)
    {
        byte[] list = Encoding.Unicode.GetBytes(xml);
        byte[] file = new byte[HeaderBytes + list.Length];
        "MSWIM\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(72), (uint)list.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(80), HeaderBytes);
        list.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }
}
