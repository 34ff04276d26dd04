using System.Text;
using PiBootBox.Media.Wim;

namespace PiBootBox.Media.Tests.Wim;

/// <summary>Whatever a WIM file claims, reading it takes a header and a list of bounded size.</summary>
public class HostileWimTests
{
    private const string List =
        "\uFEFF<WIM><IMAGE INDEX=\"1\"><NAME>Pro &amp; &#x41;</NAME><WINDOWS><ARCH>9</ARCH></WINDOWS>" +
        "<TOTALBYTES>12</TOTALBYTES></IMAGE><IMAGE INDEX='2'/></WIM>";

    private static readonly string[] Words =
        ["<IMAGE INDEX=\"1\">", "</IMAGE>", "<", ">", "</", "/>", "&", ";", "&#", "\"", "'", "=", "<NAME>", "9999999999999999999", "\uD800"];

    [Fact]
    public void No_change_of_a_file_makes_the_reader_fail()
    {
        int cases = Environment.GetEnvironmentVariable("LAB_FULL") == "1" ? 100_000 : 4_000;
        int listed = 0;
        // What is allocated once is no case's.
        WimReader.TryRead(new MemoryMedia(WimBytes.File("<WIM/>")), out _);
        for (int number = 0; number < cases; number++)
        {
            var random = new Random(number);
            byte[] file = WimBytes.File(ChangedList(random));
            for (int change = random.Next(0, 3); change > 0; change--)
                file[random.Next(8, WimBytes.HeaderBytes)] = (byte)(random.Next(2) * random.Next(256));
            int length = random.Next(8) == 0 ? random.Next(file.Length) : file.Length;

            Exception? thrown = Record.Exception(() => listed += Read(file.AsMemory(0, length)));

            Assert.True(thrown is null, $"case {number}: {thrown}");
        }
        Assert.InRange(listed, cases / 2, int.MaxValue);
    }

    private static int Read(ReadOnlyMemory<byte> file)
    {
        var medium = new CheckedMedium(new MemoryMedia(file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isWim = WimReader.TryRead(medium, out WimFile? wim);
        // The list, once as bytes and once as text; then names cut from it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384 + 6 * file.Length);
        Assert.InRange(medium.Reads, 0, 2);
        if (!isWim)
            return 0;
        Assert.All(wim!.Images, image => Assert.InRange(image.Index, 1, int.MaxValue));
        return wim.Images.Count;
    }

    private static string ChangedList(Random random)
    {
        var list = new StringBuilder(List);
        for (int change = random.Next(0, 6); change > 0; change--)
        {
            int at = random.Next(list.Length);
            if (random.Next(2) == 0)
                list.Insert(at, Words[random.Next(Words.Length)]);
            else
                list.Remove(at, Math.Min(random.Next(1, 9), list.Length - at));
            if (list.Length == 0)
                break;
        }
        return list.ToString();
    }
}
