namespace PiBootBox.Media.Tests;

public class InitrdFormatTests
{
    [Theory]
    [InlineData("1F8B0800", InitrdFormat.Gzip)]
    [InlineData("425A6839", InitrdFormat.Bzip2)]
    [InlineData("5D000080", InitrdFormat.Lzma)]
    [InlineData("FD377A585A00", InitrdFormat.Xz)]
    [InlineData("894C5A4F", InitrdFormat.Lzop)]
    [InlineData("02214C18", InitrdFormat.Lz4)]
    [InlineData("28B52FFD", InitrdFormat.Zstd)]
    [InlineData("303730373031", InitrdFormat.Cpio)]
    [InlineData("303730373032", InitrdFormat.Cpio)]
    [InlineData("303730373037", InitrdFormat.Unknown)]
    [InlineData("FD377A58", InitrdFormat.Unknown)]
    [InlineData("3C68746D6C3E", InitrdFormat.Unknown)]
    [InlineData("", InitrdFormat.Unknown)]
    public void The_first_bytes_name_the_format(string hex, InitrdFormat expected) =>
        Assert.Equal(expected, InitrdFormats.Recognise(new MemoryMedia(Convert.FromHexString(hex))));

    [Fact]
    public void An_arm64_kernel_is_told_from_another_EFI_program()
    {
        Assert.True(Arm64Image.IsKernel(new MemoryMedia(SmallBootFiles.Arm64Kernel())));
        Assert.False(Arm64Image.IsKernel(new MemoryMedia(SmallBootFiles.Efi(0xAA64))));

        byte[] compressed = SmallBootFiles.Efi(0xAA64);
        "zimg"u8.CopyTo(compressed.AsSpan(4));
        Assert.True(Arm64Image.IsKernel(new MemoryMedia(compressed)));
    }
}
