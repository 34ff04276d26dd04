using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Core.Tests.Images;

/// <summary>The header of a WIM file with its list of images, as Windows' own boot.wim has them; no file is in it.</summary>
internal static class TestWim
{
    private const int Header = 208;

    /// <param name="architecture">Of Windows' numbers: 9 x64, 0 x86, 12 arm64.</param>
    /// <param name="boots">Index of the image that starts, from 1; 0 for none.</param>
    public static byte[] Of(int architecture, int boots, params string[] names)
    {
        var xml = new StringBuilder("\uFEFF<WIM>");
        for (int i = 0; i < names.Length; i++)
            xml.Append($"<IMAGE INDEX=\"{i + 1}\"><NAME>{names[i]}</NAME><WINDOWS><ARCH>{architecture}</ARCH></WINDOWS></IMAGE>");
        byte[] list = Encoding.Unicode.GetBytes(xml.Append("</WIM>").ToString());

        var file = new byte[Header + list.Length];
        "MSWIM\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), Header);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), 0x10D00);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(40), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(42), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(44), names.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(72), list.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(80), Header);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(88), list.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(120), boots);
        list.CopyTo(file, Header);
        return file;
    }
}
