using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Media.Tests;

namespace PiBootBox.Core.Tests.Images;

public class OwnMenuTests
{
    private const string Syslinux =
        "DEFAULT live\nINCLUDE more.cfg\nLABEL live\nMENU LABEL ^Live\nKERNEL /k/vmlinuz\nINITRD /k/initrd\nAPPEND quiet root=/dev/x\n";

    private const string Grub =
        "set a=/k\nset b=$a$a\nmenuentry 'Live' --id live {\nlinux ($root)$a/vmlinuz quiet x=\"1 2\"\ninitrd $a/initrd\n}\nsource /boot/grub/grub.cfg\n";

    [Theory]
    [InlineData("isolinux/isolinux.cfg", Syslinux)]
    [InlineData("boot/grub/grub.cfg", Grub)]
    public void A_menu_may_hold_anything_and_costs_no_more_than_its_entry(string path, string menu)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(menu);
        var chance = new Random(20261122);
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. bytes];
            for (int i = chance.Next(1, 8); i > 0; i--)
                changed[chance.Next(changed.Length)] = (byte)chance.Next(256);

            BootImage? image = Recognise(path, changed).Images.SingleOrDefault();

            Assert.True(image is null || KernelArguments.Refuse(image.Arguments) is null);
        }
    }

    [Theory]
    [InlineData("linux /../../etc/shadow")]
    [InlineData("linux /k/vmlinuz ${iso")]
    [InlineData("linux")]
    [InlineData("linux /k/vmlinuz\ninitrd /gone")]
    public void An_entry_that_cannot_start_from_the_disc_is_left_out_or_cleaned(string entry)
    {
        DriveSnapshot drive = Recognise("boot/grub/grub.cfg", Encoding.ASCII.GetBytes($"menuentry x {{\n{entry}\n}}\n"));

        Assert.All(drive.Images.Where(i => i.Kind == ImageKind.OwnMenu), image => Assert.Equal("", image.Arguments));
    }

    [Fact]
    public void Variables_that_grow_and_files_that_name_each_other_come_to_an_end()
    {
        var menu = new StringBuilder("set a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
        for (int i = 0; i < 2000; i++)
            menu.Append("linux $a$a$a$a$a$a$a$a\nsource /boot/grub/grub.cfg\n");

        Assert.DoesNotContain(Recognise("boot/grub/grub.cfg", Encoding.ASCII.GetBytes(menu.ToString())).Images, i => i.Kind == ImageKind.OwnMenu);
    }

    private static DriveSnapshot Recognise(string path, byte[] menu) => new TestDrive().With("x.iso", new TestDisc("X")
        .With(path, menu).With("k/vmlinuz", SmallBootFiles.Kernel("6.1", 0x8664)).With("k/initrd", SmallBootFiles.GzipInitrd())).Recognise();
}
