using FsCheck;
using FsCheck.Fluent;

namespace PiBootBox.Media.Tests;

public class HostileMediaTests
{
    private static readonly byte[][] Seeds =
    [
        SmallBootFiles.Kernel("6.1.0", peMachine: 0x8664, signed: true),
        SmallBootFiles.Efi(0x014C),
        SmallBootFiles.Arm64Kernel(),
        SmallBootFiles.GzipInitrd(),
        [],
    ];

    /// <summary>A real shape, some bytes overwritten, cut somewhere: it comes further into a reader than noise does.</summary>
    private static readonly Gen<byte[]> Spoilt =
        from seed in Gen.Elements(Seeds)
        from spots in Gen.ListOf(Gen.Choose(0, 2047).SelectMany(at => Gen.Choose(0, 255).Select(to => (at, to))))
        from length in Gen.Choose(0, seed.Length)
        select Spoil(seed, spots, length);

    [Fact]
    public void No_bytes_make_a_reader_throw() =>
        Prop.ForAll(Arb.From(Spoilt), ReadAll).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Nor_does_noise() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ReadAll).QuickCheckThrowOnFailure();

    private static void ReadAll(byte[] bytes)
    {
        var media = new MemoryMedia(bytes);
        PeHeader.TryRead(media, out _);
        LinuxKernelHeader.TryRead(media, out _);
        Arm64Image.IsKernel(media);
        InitrdFormats.Recognise(media);
    }

    private static byte[] Spoil(byte[] seed, IEnumerable<(int At, int To)> spots, int length)
    {
        byte[] file = [.. seed];
        foreach ((int at, int to) in spots)
        {
            if (at < file.Length)
                file[at] = (byte)to;
        }
        return file[..length];
    }
}
