namespace PiBootBox.Media.Tests;

public class LinuxKernelHeaderTests
{
    [Fact]
    public void What_a_loader_needs_is_read()
    {
        var file = new MemoryMedia(SmallBootFiles.Kernel("6.1.0-37-amd64 (debian-kernel@lists.debian.org) #1"));

        Assert.True(LinuxKernelHeader.TryRead(file, out LinuxKernelHeader header));
        Assert.Equal(0x020F, header.Protocol);
        Assert.Equal("6.1.0-37-amd64 (debian-kernel@lists.debian.org) #1", header.Version);
        Assert.True(header.IsRelocatable);
        Assert.True(header.LoadsHigh);
        Assert.Equal(2047, header.CommandLineMost);
        Assert.Equal(
            LinuxEntryPoints.Kernel64 | LinuxEntryPoints.CanBeLoadedAbove4G | LinuxEntryPoints.EfiHandover64,
            header.EntryPoints);
    }

    [Fact]
    public void A_hybrid_is_both_a_kernel_and_a_PE_file()
    {
        var file = new MemoryMedia(SmallBootFiles.Kernel("Memtest86+ v6.10", peMachine: 0x8664));

        Assert.True(LinuxKernelHeader.TryRead(file, out LinuxKernelHeader linux));
        Assert.True(PeHeader.TryRead(file, out PeHeader pe));
        Assert.Equal("Memtest86+ v6.10", linux.Version);
        Assert.Equal(PeMachine.X64, pe.Machine);
    }

    [Fact]
    public void Fields_that_an_old_protocol_does_not_have_are_not_believed()
    {
        byte[] file = SmallBootFiles.Kernel("2.4.37");
        file[0x206] = 0x03;

        Assert.True(LinuxKernelHeader.TryRead(new MemoryMedia(file), out LinuxKernelHeader header));
        Assert.False(header.IsRelocatable);
        Assert.Equal(255, header.CommandLineMost);
        Assert.Equal(LinuxEntryPoints.None, header.EntryPoints);
    }

    [Theory]
    [InlineData(0x1FE)]
    [InlineData(0x202)]
    [InlineData(0x207)]
    public void Without_its_marks_it_is_no_kernel(int spoilt)
    {
        byte[] file = SmallBootFiles.Kernel("6.1");
        file[spoilt] = 0;

        Assert.False(LinuxKernelHeader.TryRead(new MemoryMedia(file), out _));
    }

    [Fact]
    public void A_version_behind_the_end_of_the_file_is_empty_and_one_with_control_characters_ends_there()
    {
        byte[] file = SmallBootFiles.Kernel("6.1\u001b[2J");
        Assert.True(LinuxKernelHeader.TryRead(new MemoryMedia(file), out LinuxKernelHeader header));
        Assert.Equal("6.1", header.Version);

        file[0x20F] = 0xFF;
        Assert.True(LinuxKernelHeader.TryRead(new MemoryMedia(file), out header));
        Assert.Equal("", header.Version);
    }
}
