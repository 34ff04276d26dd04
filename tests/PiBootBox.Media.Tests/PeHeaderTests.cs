namespace PiBootBox.Media.Tests;

public class PeHeaderTests
{
    [Theory]
    [InlineData(PeMachine.X64)]
    [InlineData(PeMachine.Ia32)]
    [InlineData(PeMachine.Arm64)]
    public void The_machine_type_and_the_EFI_subsystem_are_read(PeMachine machine)
    {
        var file = new MemoryMedia(SmallBootFiles.Efi((ushort)machine));

        Assert.True(PeHeader.TryRead(file, out PeHeader header));
        Assert.Equal(machine, header.Machine);
        Assert.True(header.IsEfiApplication);
        Assert.False(header.HasSignature);
    }

    [Theory]
    [InlineData(PeMachine.X64)]
    [InlineData(PeMachine.Ia32)]
    public void A_certificate_table_is_a_signature(PeMachine machine)
    {
        var file = new MemoryMedia(SmallBootFiles.Efi((ushort)machine, signed: true));

        Assert.True(PeHeader.TryRead(file, out PeHeader header));
        Assert.True(header.HasSignature);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(3)]
    public void Drivers_and_Windows_programs_are_no_EFI_applications(ushort subsystem)
    {
        Assert.True(PeHeader.TryRead(new MemoryMedia(SmallBootFiles.Efi(0x8664, subsystem)), out PeHeader header));
        Assert.False(header.IsEfiApplication);
    }

    [Fact]
    public void Every_file_that_is_cut_off_before_the_end_of_its_header_is_refused()
    {
        byte[] file = SmallBootFiles.Efi(0x8664);
        int end = 0x80 + 24 + 108 + 4 + 6 * 8;

        for (int length = 0; length < end; length++)
            Assert.False(PeHeader.TryRead(new MemoryMedia(file.AsMemory(0, length)), out _), $"{length} bytes");
        Assert.True(PeHeader.TryRead(new MemoryMedia(file.AsMemory(0, end)), out _));
    }

    [Fact]
    public void A_header_that_points_behind_the_file_is_refused()
    {
        byte[] file = SmallBootFiles.Efi(0x8664);
        file.AsSpan(60, 4).Fill(0xFF);

        Assert.False(PeHeader.TryRead(new MemoryMedia(file), out _));
    }

    [Fact]
    public void A_directory_count_that_leaves_certificates_out_is_believed()
    {
        byte[] file = SmallBootFiles.Efi(0x8664, signed: true);
        file[0x80 + 24 + 108] = 4;

        Assert.True(PeHeader.TryRead(new MemoryMedia(file), out PeHeader header));
        Assert.False(header.HasSignature);
    }
}
