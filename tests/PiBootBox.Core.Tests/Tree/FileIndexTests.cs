using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Tests.Tree;

public class FileIndexTests
{
    private static readonly FileRoot Root = new("drive", "/srv/drive");

    [Fact]
    public void A_name_is_found_in_any_case_and_the_exact_one_wins()
    {
        FileIndex index = Of("Dir/File.EFI", "dir/file.efi", "other");

        Assert.Equal("dir/file.efi", Find(index, "dir/file.efi"));
        Assert.Equal("Dir/File.EFI", Find(index, "Dir/File.EFI"));
        Assert.Equal("Dir/File.EFI", Find(index, "DIR/FILE.EFI"));
        Assert.Equal("other", Find(index, "OTHER"));
        Assert.Null(Find(index, "Dir"));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\\b")]
    [InlineData("dir/a\u007fb")]
    public void A_name_that_no_PC_can_ask_for_is_passed_over(string path)
    {
        FileIndex index = Of(path, "fine");

        Assert.Single(index.Files);
        Assert.Equal(path, Assert.Single(index.PassedOver).Path);
    }

    [Fact]
    public void More_files_than_the_bound_are_cut_and_it_is_said()
    {
        var builder = new FileIndexBuilder(Root);
        for (int i = 0; i < FileIndexBuilder.MostFiles + 10; i++)
            builder.Add($"f{i}", 1, DateTimeOffset.UnixEpoch);

        FileIndex index = builder.Build();

        Assert.True(builder.IsFull);
        Assert.Equal(FileIndexBuilder.MostFiles, index.Files.Count);
        Assert.Contains("200,000 files", Assert.Single(index.PassedOver).Reason);
    }

    [Fact]
    public void Deep_folders_and_a_flood_of_bad_names_are_cut_too()
    {
        var builder = new FileIndexBuilder(Root);
        builder.Add(string.Join('/', Enumerable.Repeat("d", FileIndexBuilder.MostDepth)), 1, DateTimeOffset.UnixEpoch);
        builder.Add(string.Join('/', Enumerable.Repeat("d", FileIndexBuilder.MostDepth + 1)), 1, DateTimeOffset.UnixEpoch);
        for (int i = 0; i < 1000; i++)
            builder.Add($"{i}\n", 1, DateTimeOffset.UnixEpoch);

        FileIndex index = builder.Build();

        Assert.Single(index.Files);
        Assert.Equal(501, index.PassedOver.Count);
        Assert.Contains("501 more", index.PassedOver[^1].Reason);
    }

    [Fact]
    public void A_disc_is_taken_whole_or_not_at_all_and_it_is_said()
    {
        var builder = new FileIndexBuilder(Root);
        for (int i = 0; i < FileIndexBuilder.MostFiles - 2; i++)
            builder.Add($"f{i}", 1, DateTimeOffset.UnixEpoch);

        Assert.False(builder.AddDisc(Disc("a.iso"), Holding("1", "2", "3")));
        Assert.True(builder.AddDisc(Disc("b.iso"), Holding("1", "2")));
        FileIndex index = builder.Build();

        PassedOver passed = Assert.Single(index.PassedOver);
        Assert.Equal("a.iso", passed.Path);
        Assert.Contains("more than 200,000 files with those in its discs", passed.Reason);
        Assert.Null(Find(index, "a.iso/1"));
        Assert.Equal("b.iso/2", Find(index, "b.iso/2"));
    }

    [Fact]
    public void Discs_in_countless_pieces_are_taken_up_to_a_bound_of_all_and_it_is_said()
    {
        var pieces = new Extent[65_536];
        for (int i = 0; i < pieces.Length; i++)
            pieces[i] = new Extent(2 * i, 1);
        var medium = new Medium(MediumFormat.Udf, "", [new MediumFile("f", pieces.Length, DateTimeOffset.UnixEpoch, pieces)], []);
        var builder = new FileIndexBuilder(Root);

        int taken = Enumerable.Range(0, 20).Count(number => builder.AddDisc(Disc($"{number:D2}.iso"), medium));
        FileIndex index = builder.Build();

        Assert.Equal(15, taken);
        Assert.InRange(index.Files.Sum(file => file.Part!.Extents.Length), 1, FileIndexBuilder.MostExtents);
        Assert.Equal(["15.iso", "16.iso", "17.iso", "18.iso", "19.iso"], index.PassedOver.Select(passed => passed.Path));
        Assert.All(index.PassedOver, passed => Assert.Contains("1,000,000 pieces", passed.Reason));
    }

    [Fact]
    public void Endless_names_fill_a_drive_before_its_files_do()
    {
        string name = string.Join('/', Enumerable.Repeat(new string('n', 99), 10));
        var builder = new FileIndexBuilder(Root);
        for (int i = 0; i <= FileIndexBuilder.MostCharacters / name.Length; i++)
            builder.Add(name, 1, DateTimeOffset.UnixEpoch);

        Assert.True(builder.IsFull);
        Assert.False(builder.AddDisc(Disc("a.iso"), Holding("1")));
        FileIndex index = builder.Build();

        Assert.InRange(index.Files.Sum(file => (long)file.Path.Length), FileIndexBuilder.MostCharacters, FileIndexBuilder.MostCharacters + TreePath.Most);
        Assert.All(index.PassedOver, passed => Assert.Contains("endless names", passed.Reason));
    }

    [Fact]
    public void Every_byte_of_a_file_in_pieces_is_found_in_its_piece()
    {
        Extent[] pieces = [new(100, 3), new(50, 0), new(10, 1), new(200, 4)];
        var file = new FileEntry(Root, "a.iso/f", 8, DateTimeOffset.UnixEpoch) { Part = new DiscPart(Disc("a.iso"), pieces) };

        Extent[] places = [.. Enumerable.Range(0, 8).Select(at => file.Locate(at))];

        Assert.Equal([new(100, 3), new(101, 2), new(102, 1), new(10, 1), new(200, 4), new(201, 3), new(202, 2), new(203, 1)], places);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Locate(8));
    }

    private static FileEntry Disc(string path) => new(Root, path, 4096, DateTimeOffset.UnixEpoch);

    private static Medium Holding(params string[] names) =>
        new(MediumFormat.Iso9660, "", [.. names.Select(name => new MediumFile(name, 1, DateTimeOffset.UnixEpoch, [new Extent(0, 1)]))], []);

    private static string? Find(FileIndex index, string path) => index.TryFind(path, out FileEntry? file) ? file.Path : null;

    private static FileIndex Of(params string[] paths)
    {
        var builder = new FileIndexBuilder(Root);
        foreach (string path in paths)
            builder.Add(path, 1, DateTimeOffset.UnixEpoch);
        return builder.Build();
    }
}
