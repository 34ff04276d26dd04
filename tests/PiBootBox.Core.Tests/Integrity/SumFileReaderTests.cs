using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;

namespace PiBootBox.Core.Tests.Integrity;

public class SumFileReaderTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", B = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

    [Theory]
    [InlineData("SHA256SUMS", A + "  debian.iso\n", "debian.iso")]
    [InlineData("SHA256SUMS", A + " *./debian.iso\r\n", "./debian.iso")]
    [InlineData("SHA256SUMS", "\uFEFF" + A + "  debian.iso", "debian.iso")]
    [InlineData("SHA256SUMS", "\\" + A + "  two\\\\and\\n.iso\n", "two\\and\n.iso")]
    [InlineData("sha256sum.txt", "SHA256 (Fedora (live).iso) = " + A + "\n", "Fedora (live).iso")]
    [InlineData("memtest.iso.sha256", A + "\n", "memtest.iso")]
    [InlineData("memtest.iso.sha256", A + "  memtest.iso\n", "memtest.iso")]
    [InlineData("SHA256SUMS", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# debian.iso: 600 bytes\n" + A + "  a b.iso\n", "a b.iso")]
    public void A_sum_is_read_in_every_form(string name, string text, string path)
    {
        (IReadOnlyList<SumLine> lines, IReadOnlyList<SettingMistake> mistakes) = SumFileReader.Read(name, Encoding.UTF8.GetBytes(text));

        Assert.Empty(mistakes);
        SumLine line = Assert.Single(lines);
        Assert.Equal((path, A), (line.Path, Convert.ToHexStringLower(line.Sha256)));
    }

    [Theory]
    [InlineData(A + " debian.iso")]
    [InlineData(A)]
    [InlineData(A + "  ")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  one digit is missing.iso")]
    [InlineData("\\" + A + "  a\\t.iso")]
    [InlineData("SHA256 (a.iso) = 123")]
    public void A_wrong_line_is_told_with_its_number_and_the_others_count(string wrong)
    {
        (IReadOnlyList<SumLine> lines, IReadOnlyList<SettingMistake> mistakes) =
            SumFileReader.Read("SHA256SUMS", Encoding.UTF8.GetBytes($"{B}  good.iso\n{wrong}\n"));

        Assert.Equal("good.iso", Assert.Single(lines).Path);
        SettingMistake mistake = Assert.Single(mistakes);
        Assert.Equal(2, mistake.Line);
        Assert.Contains("64 hex digits", mistake.Sentence);
    }

    [Fact]
    public void Sums_of_other_algorithms_are_passed_over()
    {
        string text = $"{A[..32]}  md5.iso\n{A[..40]}  sha1.iso\n{A + A}  sha512.iso\nSHA512 (a) = 12\n";
        (IReadOnlyList<SumLine> lines, IReadOnlyList<SettingMistake> mistakes) = SumFileReader.Read("SHA256SUMS", Encoding.UTF8.GetBytes(text));

        Assert.Empty(lines);
        Assert.Empty(mistakes);
    }

    [Fact]
    public void A_file_of_nonsense_ends_soon()
    {
        string wrong = string.Concat(Enumerable.Repeat(A + "\n", 5_000));
        Assert.InRange(SumFileReader.Read("SHA256SUMS", Encoding.UTF8.GetBytes(wrong)).Mistakes.Count, 1, 25);
        byte[] many = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(A + "  a\n", 12_000)));
        Assert.Equal(SumFileReader.MostLines, SumFileReader.Read("SHA256SUMS", many).Lines.Count);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw() => Prop.ForAll<byte[]>(bytes =>
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(A), .. bytes, (byte)'\n', .. bytes];
        SumFileReader.Read("x.sha256", text);
        SumFileReader.Read("SHA256SUMS", bytes);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("SHA256SUMS", true)]
    [InlineData("iso/sha256sum.TXT", true)]
    [InlineData("iso/debian.iso.sha256", true)]
    [InlineData("SHA512SUMS", false)]
    [InlineData("SHA256SUMS.sign", false)]
    public void A_file_of_sums_is_known_by_its_name(string path, bool isOne) => Assert.Equal(isOne, SumFileReader.IsSumFile(path));
}
