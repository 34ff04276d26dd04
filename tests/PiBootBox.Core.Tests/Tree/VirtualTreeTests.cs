using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tests.Stories;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Tree;

public class VirtualTreeTests
{
    private static readonly Ipv4 Client = new(0x0A000064), BoxAddress = new(0x0A000001);

    private readonly ContentShelf _shelf;
    private readonly ProfileDesk _profiles;
    private readonly BootPlanner _planner;
    private readonly VirtualTree _tree;

    public VirtualTreeTests()
    {
        var loaders = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        loaders.Add("undionly.kpxe", 70_000, TestDrive.Time);
        var drive = new TestDrive().With("Tools/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10")).With("undionly.kpxe");
        _shelf = new ContentShelf(new BoxContents(drive.Recognise(), loaders.Build()));
        var box = new BoxIdentity("box");
        _profiles = new ProfileDesk(_shelf, ProfileRules.Default, new MachineBook(), static _ => { });
        _planner = new BootPlanner(_shelf, box, profiles: _profiles);
        _tree = new VirtualTree(_shelf, new MenuShelf(_shelf, _planner, box));
    }

    [Theory]
    [InlineData("undionly.kpxe", "loaders", "undionly.kpxe")]
    [InlineData("/UNDIONLY.KPXE", "loaders", "undionly.kpxe")]
    [InlineData("drive/undionly.kpxe", "drive", "undionly.kpxe")]
    [InlineData("\\Drive\\tools\\MEMTEST.BIN", "drive", "Tools/memtest.bin")]
    [InlineData("//drive//Tools//memtest.bin", "drive", "Tools/memtest.bin")]
    public void Loaders_lie_at_the_root_and_the_drive_below_its_folder(string path, string root, string expected)
    {
        var file = Assert.IsType<FileEntry>(Find(path));

        Assert.Equal((root, expected), (file.Root.Name, file.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("drive")]
    [InlineData("drive/")]
    [InlineData("Tools/memtest.bin")]
    [InlineData("drive/../undionly.kpxe")]
    [InlineData("drive/Tools")]
    [InlineData("boot.ipxe/x")]
    public void Elsewhere_lies_nothing(string path) => Assert.Null(Find(path));

    [Fact]
    public void An_image_whose_path_iPXE_cannot_ask_for_lies_at_a_second_place_by_its_id()
    {
        TestDrive drive = new TestDrive()
            .With("b\u00fcro/vmlinuz", SmallBootFiles.Kernel("6.1", 0x8664)).With("b\u00fcro/initrd", SmallBootFiles.GzipInitrd());
        _shelf.Replace(_shelf.Current with { Drive = drive.Recognise() });
        var image = Assert.Single(_shelf.Current.Drive.Images);

        Assert.Equal($"image/{image.Id}/kernel", ImagePath.OfKernel(image));
        Assert.Same(image.Kernel, Find(ImagePath.OfKernel(image)));
        Assert.Same(Assert.Single(image.Initrds).Entry, Find("/IMAGE/" + image.Id + "/initrd"));
        Assert.Same(image.Kernel, Find("drive/b\u00fcro/vmlinuz"));
        Assert.Same(image.Kernel, Find(ImagePath.Of(image) + "/vmlinuz"));
        Assert.Null(Find($"image/{image.Id}/contents/vmlinuz"));
        Assert.Null(Find($"image/{image.Id}/other"));
        Assert.Null(Find($"image/{image.Id}"));
        Assert.Null(Find("image/nothing/kernel"));
    }

    [Theory]
    [InlineData("/boot.ipxe")]
    [InlineData("/BOOT.IPXE")]
    [InlineData("autoexec.ipxe")]
    public void The_menu_lies_at_both_of_its_names_and_carries_the_address_that_was_asked(string path)
    {
        var menu = Assert.IsType<MemoryEntry>(Find(path));

        Assert.StartsWith("text/plain", menu.MediaType);
        string script = Encoding.ASCII.GetString(menu.Bytes.Span);
        Assert.StartsWith("#!ipxe\n", script);
        Assert.Contains("set box http://10.0.0.1\n", script);
    }

    [Fact]
    public void The_menu_is_made_anew_when_the_drive_or_the_profile_changes_and_only_then()
    {
        TreeEntry? first = Find("boot.ipxe");
        Assert.Same(first, Find("autoexec.ipxe"));

        Assert.True(_profiles.Do(new PanelCommand(PanelAction.Choose, "Tools/memtest.bin"), default).IsDone);
        TreeEntry? second = Find("boot.ipxe");
        Assert.NotSame(first, second);
        Assert.Same(second, Find("boot.ipxe"));

        _shelf.Replace(_shelf.Current with { Drive = new TestDrive().Recognise() });
        Assert.NotSame(second, Find("boot.ipxe"));
        Assert.Null(Find("drive/Tools/memtest.bin"));
    }

    [Theory]
    [InlineData("/grub/grub.cfg")]
    [InlineData("grub/x86_64-efi/grub.cfg")]
    [InlineData("\\grub\\arm64-efi\\grub.cfg")]
    public void GRUB_finds_its_menu_wherever_it_looks(string path) =>
        Assert.Contains("set default=local-disk", Encoding.ASCII.GetString(Assert.IsType<MemoryEntry>(Find(path)).Bytes.Span));

    [Fact]
    public void The_menu_after_a_loop_says_why_and_waits_for_a_minute()
    {
        string script = Encoding.ASCII.GetString(Assert.IsType<MemoryEntry>(Find("again.ipxe")).Bytes.Span);

        Assert.Contains("came for its boot loader three times", script);
        Assert.Contains("set menu-wait 60000", script);
        Assert.DoesNotContain("set menu-wait 15000", script);
    }

    [Theory]
    [InlineData("boot.ipxe", "set menu-wait 60000", "set menu-wait 15000")]
    [InlineData("autoexec.ipxe", "set menu-wait 60000", "set menu-wait 15000")]
    [InlineData("grub/grub.cfg", "set timeout=60\n", "set timeout=15\n")]
    public void Under_whatever_name_it_asks_a_machine_that_keeps_coming_back_gets_the_menu_that_says_why(string path, string minute, string usual)
    {
        var book = new MachineBook();
        var planner = new BootPlanner(_shelf, new BoxIdentity("box"), new LoaderChooser(book, new MachineMemory(), _ => null));
        var tree = new VirtualTree(_shelf, new MenuShelf(_shelf, planner, new BoxIdentity("box"), book));
        var story = new Story(book);
        for (int boot = 1; boot <= 3; boot++)
        {
            story.Lease(1, Story.Uefi, "shimx64.efi").Fetch(1, "shimx64.efi").Fetch(1, "grubx64.efi");
            string script = Encoding.ASCII.GetString(Assert.IsType<MemoryEntry>(Ask(tree, path, story)).Bytes.Span);

            Assert.Equal(boot == 3, script.Contains("came for its boot loader three times"));
            Assert.Equal(boot == 3, script.Contains(minute));
            Assert.Equal(boot < 3, script.Contains(usual));
            story.Fetch(1, path).Wait(TimeSpan.FromSeconds(30));
        }
        Assert.DoesNotContain("three times", Encoding.ASCII.GetString(Assert.IsType<MemoryEntry>(Ask(tree, path, story, machine: 2)).Bytes.Span));
    }

    [Theory]
    [InlineData("0a1b2c3d/start4.elf", "pi/start4.elf")]
    [InlineData("0A1B2C3D/overlays/disable-bt.dtbo", "pi/overlays/disable-bt.dtbo")]
    [InlineData("bootcode.bin", "pi/bootcode.bin")]
    [InlineData("11112222/start4.elf", "11112222/start4.elf")]
    [InlineData("11112222/bootcode.bin", null)]
    [InlineData("0a1b2c3d/vmlinuz", null)]
    [InlineData("0a1b2c3/start4.elf", null)]
    public void A_Raspberry_Pi_gets_its_own_folder_or_the_first_one_for_Pis(string path, string? expected)
    {
        TestDrive drive = new TestDrive().With("11112222/start4.elf").With("pi/start4.elf").With("pi/bootcode.bin").With("pi/overlays/disable-bt.dtbo");
        _shelf.Replace(_shelf.Current with { Drive = drive.Recognise() });

        Assert.Equal(expected, (Find(path) as FileEntry)?.Path);
    }

    [Theory]
    [InlineData("Onboard NIC (IPV4)", true)]
    [InlineData("\u0001\ufffd", true)]
    [InlineData("revocations_sku.efi", false)]
    [InlineData("shim_certificate_0.efi", false)]
    [InlineData("mmx64.efi", false)]
    public void An_odd_name_from_who_has_fetched_shim_and_nothing_since_means_the_second_stage(string name, bool isSecondStage)
    {
        var book = new MachineBook();
        Story story = new Story(book).Lease(1, Story.Uefi, "shimx64.efi");
        VirtualTree tree = WithShim(book);
        Assert.Null(Ask(tree, name, story));

        story.Fetch(1, "shimx64.efi");

        TreeEntry? found = Ask(tree, name, story);
        Assert.Equal(isSecondStage ? "grubx64.efi" : null, (found as FileEntry)?.Path);
        Assert.Null(Ask(tree, name, story, machine: 2));

        story.Fetch(1, "grubx64.efi");
        Assert.Null(Ask(tree, name, story));
    }

    [Fact]
    public void An_odd_name_long_after_shim_is_a_systems_own_question()
    {
        var book = new MachineBook();
        Story story = new Story(book).Lease(1, Story.Uefi, "shimx64.efi").Fetch(1, "shimx64.efi");
        VirtualTree tree = WithShim(book);
        Assert.NotNull(Ask(tree, "favicon.ico", story));

        story.Wait(TimeSpan.FromMinutes(1));

        Assert.Null(Ask(tree, "favicon.ico", story));
    }

    [Theory]
    [InlineData("boot.ipxe")]
    [InlineData("undionly.kpxe")]
    [InlineData("DRIVE/tools/memtest.bin")]
    [InlineData("nothing/here")]
    public void Asking_allocates_nothing(string path)
    {
        // The first makes what is generated, the second is the first that finds it.
        Find(path);
        Find(path);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Find(path);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TreeEntry? Ask(VirtualTree tree, string name, Story story, int machine = 1) =>
        tree.Find(new TreeRequest(name, Story.Address(machine), BoxAddress, TreeProtocol.Tftp, story.Now));

    private VirtualTree WithShim(MachineBook book)
    {
        var loaders = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        loaders.Add("shimx64.efi", 1000, TestDrive.Time);
        loaders.Add("grubx64.efi", 1000, TestDrive.Time);
        _shelf.Replace(_shelf.Current with { Loaders = loaders.Build() });
        return new VirtualTree(_shelf, new MenuShelf(_shelf, _planner, new BoxIdentity("box")), new SecondStage(book, book));
    }

    private TreeEntry? Find(string path) => _tree.Find(new TreeRequest(path, Client, BoxAddress, TreeProtocol.Http, TimeSpan.Zero));
}
