using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Integrity;

public class SealTests
{
    private const int Hash = SHA256.HashSizeInBytes;

    [Fact]
    public void What_was_written_is_read_again()
    {
        var writer = new SealWriter();
        SealedFile large = FileOf("ubuntu.iso", 3 * SealedFile.ChunkBytes + 5), empty = FileOf("empty", 0), named = FileOf("größe/läuft.img", 7);
        foreach (SealedFile file in new[] { large, empty, named })
            Assert.True(writer.TryAdd(file));

        Assert.True(Seal.TryRead(writer.Finish(), out Seal? seal, out _));

        Assert.Equal(["empty", "größe/läuft.img", "ubuntu.iso"], seal.Files.Select(f => f.Path).Order(StringComparer.Ordinal));
        SealedFile again = seal.Find("ubuntu.iso")!;
        Assert.Equal(large.Length, again.Length);
        Assert.Equal(large.Whole.ToArray(), again.Whole.ToArray());
        Assert.Equal(large.Chunks.ToArray(), again.Chunks.ToArray());
        Assert.Null(seal.Find("Ubuntu.iso"));
    }

    [Fact]
    public void A_chunk_matches_only_what_was_sealed_at_its_place()
    {
        byte[] content = Content(SealedFile.ChunkBytes + 100);
        SealedFile file = FileOf("a", content);

        Assert.True(file.Matches(0, content.AsSpan(0, SealedFile.ChunkBytes)));
        Assert.True(file.Matches(1, content.AsSpan(SealedFile.ChunkBytes)));
        Assert.False(file.Matches(1, content.AsSpan(0, SealedFile.ChunkBytes)));
        Assert.False(file.Matches(1, content.AsSpan(SealedFile.ChunkBytes, 99)));
        content[^1] ^= 1;
        Assert.False(file.Matches(1, content.AsSpan(SealedFile.ChunkBytes)));
    }

    [Fact]
    public void Every_altered_byte_and_every_truncation_of_a_manifest_is_seen()
    {
        byte[] manifest = Sample();
        for (int at = 0; at < manifest.Length; at++)
        {
            byte[] altered = [.. manifest];
            altered[at] ^= 0x20;
            Assert.False(Seal.TryRead(altered, out _, out string? flaw), $"byte {at}");
            Assert.EndsWith(".", flaw);
            Assert.False(Seal.TryRead(manifest.AsMemory(0, at), out _, out _), $"cut at {at}");
        }
    }

    [Fact]
    public void A_manifest_that_was_made_to_hurt_costs_nothing()
    {
        byte[] manifest = Sample();
        (Gen<int> where, Gen<byte> what) = (Gen.Choose(8, manifest.Length - Hash - 1), ArbMap.Default.GeneratorFor<byte>());
        Gen<(int, byte)[]> changes = where.SelectMany(at => what.Select(value => (at, value))).NonEmptyListOf().Select(list => list.ToArray());
        Prop.ForAll(changes.ToArbitrary(), list =>
        {
            byte[] altered = [.. manifest];
            foreach ((int at, byte value) in list)
                altered[at] = value;
            // With the right sum, as its maker would write it.
            SHA256.HashData(altered.AsSpan(..^Hash), altered.AsSpan(^Hash));
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isRead = Seal.TryRead(altered, out Seal? seal, out string? flaw);
            long cost = GC.GetAllocatedBytesForCurrentThread() - before;
            return isRead == (flaw is null) && isRead == (seal is not null) && cost < 100_000
                && (seal is null || seal.Files.All(f => f.Chunks.Length == SealedFile.CountOf(f.Length) * Hash));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Paths_that_stand_twice_or_out_of_order_make_no_manifest()
    {
        byte[] manifest = Sample();
        int first = manifest.AsSpan().IndexOf("aaa"u8);
        "zzz"u8.CopyTo(manifest.AsSpan(first));
        SHA256.HashData(manifest.AsSpan(..^Hash), manifest.AsSpan(^Hash));
        Assert.False(Seal.TryRead(manifest, out _, out _));

        "bbb"u8.CopyTo(manifest.AsSpan(first));
        SHA256.HashData(manifest.AsSpan(..^Hash), manifest.AsSpan(^Hash));
        Assert.False(Seal.TryRead(manifest, out _, out _));
    }

    [Fact]
    public void A_manifest_never_grows_past_what_is_read_again()
    {
        var writer = new SealWriter();
        var chunks = new byte[8 * 1024 * 1024];
        long length = (long)chunks.Length / Hash * SealedFile.ChunkBytes;
        int taken = 0;
        while (writer.TryAdd(new SealedFile($"{taken}", length, new byte[Hash], chunks)))
            taken++;

        Assert.Equal(3, taken);
        Assert.True(Seal.TryRead(writer.Finish(), out _, out _));
    }

    [Fact]
    public void A_manifest_speaks_of_no_more_files_than_a_drive_may_have()
    {
        var writer = new SealWriter();
        for (int i = 0; i <= FileIndexBuilder.MostFiles; i++)
            writer.TryAdd(new SealedFile($"{i:x6}", 0, new byte[Hash], ReadOnlyMemory<byte>.Empty));

        Assert.False(Seal.TryRead(writer.Finish(), out _, out string? flaw));
        Assert.Contains("more than 200,000 files", flaw);
    }

    [Theory]
    [InlineData(true, 1_000_000_000_000)]
    [InlineData(false, 1_100_000_000_000)]
    [InlineData(false, long.MaxValue)]
    [InlineData(false, long.MaxValue / 2, long.MaxValue / 2, long.MaxValue / 2)]
    public void Whether_a_manifest_has_room_is_known_before_anything_is_read(bool hasRoom, params long[] lengths)
    {
        var root = new FileRoot("drive", "/srv/drive");
        FileEntry[] files = Array.ConvertAll(lengths, length => new FileEntry(root, "a", length, DateTimeOffset.UnixEpoch));

        Assert.Equal(hasRoom, SealWriter.HasRoomFor(files));
    }

    private static byte[] Sample()
    {
        var writer = new SealWriter();
        writer.TryAdd(FileOf("aaa", 2 * SealedFile.ChunkBytes));
        writer.TryAdd(FileOf("bbb", 3));
        return writer.Finish();
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private static SealedFile FileOf(string path, int length) => FileOf(path, Content(length));

    private static SealedFile FileOf(string path, byte[] content) => new(
        path, content.Length, SHA256.HashData(content), content.Chunk(SealedFile.ChunkBytes).SelectMany(SHA256.HashData).ToArray());
}
