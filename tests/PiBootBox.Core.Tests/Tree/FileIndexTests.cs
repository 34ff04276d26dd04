using PiBootBox.Core.Tree;

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

    private static string? Find(FileIndex index, string path) => index.TryFind(path, out FileEntry? file) ? file.Path : null;

    private static FileIndex Of(params string[] paths)
    {
        var builder = new FileIndexBuilder(Root);
        foreach (string path in paths)
            builder.Add(path, 1, DateTimeOffset.UnixEpoch);
        return builder.Build();
    }
}
