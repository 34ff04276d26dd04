using System.Buffers.Binary;
using PiBootBox.Media.Wim;

namespace PiBootBox.Media.Tests.Wim;

/// <summary>Lists that wimlib does not write, but Windows' tools or a damaged file may.</summary>
public class WimListTests
{
    [Fact]
    public void Spaces_declarations_comments_and_empty_elements_do_not_matter()
    {
        WimFile wim = Read("""
            <?xml version="1.0"?><!-- made by hand -->
            <WIM>
              <IMAGE FLAGS = "9" INDEX = '7'>
                <WINDOWS><LANGUAGES/><ARCH> 0 </ARCH></WINDOWS>
                <NAME>
                  Pro
                </NAME>
                <TOTALBYTES>12</TOTALBYTES>
              </IMAGE>
            </WIM>
            """);

        Assert.Equal(new WimImage(7, "Pro", "", WimArchitecture.X86, 12), Assert.Single(wim.Images));
    }

    [Fact]
    public void Entities_and_character_numbers_are_resolved_once() =>
        Assert.Equal("A&lt;é\U0001F600&x; &", NameIn("A&amp;lt;&#233;&#x1F600;&x; &"));

    [Theory]
    [InlineData("&#0000000000000065;", "&#0000000000000065;")]
    [InlineData("&#xD800;", "&#xD800;")]
    [InlineData("&#;", "&#;")]
    [InlineData("&", "&")]
    public void What_is_no_entity_stays(string text, string name) => Assert.Equal(name, NameIn(text));

    [Fact]
    public void Names_of_nested_elements_are_not_the_images_own() =>
        Assert.Equal("Outer", NameIn("Outer</NAME><SERVICINGDATA><NAME>Inner</NAME></SERVICINGDATA><NAME>"));

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<WIM><IMAGE INDEX=\"1\"")]
    [InlineData("<WIM><IMAGE INDEX=\"x\"></IMAGE></WIM>")]
    [InlineData("<WIM><IMAGE INDEX=\"0\"></IMAGE></WIM>")]
    [InlineData("<WIM><IMAGE INDEX=></IMAGE></WIM>")]
    [InlineData("</></><></>")]
    public void A_list_without_an_image_is_empty(string xml) => Assert.Empty(Read(xml).Images);

    [Fact]
    public void Endless_images_and_names_end()
    {
        WimFile wim = Read(string.Concat(Enumerable.Range(1, 400).Select(index =>
            $"<IMAGE INDEX=\"{index}\"><NAME>{new string('n', 1100)}</NAME></IMAGE>")));

        Assert.Equal(256, wim.Images.Count);
        Assert.Equal(1024, wim.Images[0].Name.Length);
    }

    [Fact]
    public void A_list_of_a_hostile_size_is_not_read()
    {
        byte[] file = WimBytes.File("<WIM/>");
        // What is allocated once, by whichever test comes first, is not the list's.
        Assert.True(WimReader.TryRead(new MemoryMedia(file), out _));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(72), 0x00FF_FFFF_FFFF_FFFF);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(WimReader.TryRead(new MemoryMedia(file), out WimFile? wim));

        Assert.Contains("copy the file again", wim.Flaw);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static string NameIn(string text) =>
        Assert.Single(Read($"<WIM><IMAGE INDEX=\"1\"><NAME>{text}</NAME></IMAGE></WIM>").Images).Name;

    private static WimFile Read(string xml)
    {
        Assert.True(WimReader.TryRead(new MemoryMedia(WimBytes.File("\uFEFF" + xml)), out WimFile? wim));
        return wim;
    }
}
