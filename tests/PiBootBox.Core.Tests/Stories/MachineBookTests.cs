using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Stories;

public class MachineBookTests
{
    private static readonly Guid Uuid = new("4c4c4544-0037-4410-8052-b4c04f4d3332");

    private readonly MachineBook _book = new();
    private readonly Story _story;

    public MachineBookTests() => _story = new Story(_book);

    private MachineStory Only => Assert.Single(_book.Read(-1, out _).Machines);

    [Fact]
    public void A_whole_boot_is_a_dozen_lines_of_one_machine()
    {
        _story.Boot(1);

        Assert.Equal((Story.Machine(1), Story.Address(1)), (Only.Machine, Only.Address));
        Assert.Equal(
            [
                "AddressAsked ", "AddressOffered snponly.efi", "AddressGiven snponly.efi", "FileDone snponly.efi",
                "AddressAsked ", "AddressOffered http://10.77.0.1/boot.ipxe", "AddressGiven http://10.77.0.1/boot.ipxe", "FileDone /boot.ipxe",
                "FileDone /drive/debian/linux", "FileDone /drive/debian/initrd.gz",
                "AddressAsked ", "AddressOffered ", "AddressGiven ",
            ],
            Only.Lines.Select(line => $"{line.Step} {line.What}"));
    }

    [Fact]
    public void A_file_is_one_line_from_the_question_to_the_end()
    {
        TimeSpan asked = _story.Now;
        _story.File(Step.FileAsked, 1, "linux", 0, 800);
        _story.File(Step.FileAsked, 1, "initrd", 0, 900);
        for (int i = 1; i < 8; i++)
            _story.File(Step.FileProgress, 1, "linux", 100 * i, 800).File(Step.FileProgress, 1, "initrd", 100 * i, 900);
        _story.File(Step.FileDone, 1, "linux", 800, 800);

        Assert.Equal(
            [("linux", Step.FileDone, 800, 800), ("initrd", Step.FileProgress, 700, 900)],
            Only.Lines.Select(line => (line.What, line.Step, line.Bytes, line.Of)));
        Assert.Equal((asked, _story.Now - TimeSpan.FromSeconds(1)), (Only.Lines[0].At, Only.Lines[0].Until));
    }

    [Fact]
    public void What_repeats_itself_is_one_line_with_a_count()
    {
        for (int i = 0; i < 5; i++)
            _story.Dhcp(Step.AddressAsked, 1, default, Story.Bios, "");
        _story.Dhcp(Step.AddressOffered, 1, Story.Address(1), Story.Bios, "");
        _story.Absent(1, "grub/x86_64-efi/command.lst").Absent(1, "grub/x86_64-efi/fs.lst").Absent(1, "grub/x86_64-efi/command.lst");

        Assert.Equal([5, 1, 2, 1], Only.Lines.Select(line => line.Times));
    }

    [Fact]
    public void A_machine_that_takes_no_offer_is_two_lines()
    {
        for (int i = 0; i < 5; i++)
            _story.Discover(1, Story.Bios, "undionly.kpxe");
        _story.Discover(1, Story.Uefi, "snponly.efi");

        Assert.Equal(
            [(Step.AddressAsked, 5), (Step.AddressOffered, 5), (Step.AddressAsked, 1), (Step.AddressOffered, 1)],
            Only.Lines.Select(line => (line.Step, line.Times)));
    }

    [Fact]
    public void A_file_that_is_read_in_ranges_stays_one_line()
    {
        for (int i = 0; i < 100; i++)
            _story.Fetch(1, "/drive/some.iso", 2048, "HTTP");

        Assert.Equal((Step.FileDone, 100), (Assert.Single(Only.Lines).Step, Only.Lines[0].Times));
    }

    [Fact]
    public void A_loader_that_is_fetched_in_two_attempts_is_two_lines()
    {
        _story.Fetch(1, "snponly.efi").Discover(1, Story.Uefi).Fetch(1, "snponly.efi");

        Assert.Equal(2, _book.Read(-1, out _).Machines.Sum(story => story.Lines.Count(line => line.What == "snponly.efi")));
    }

    [Fact]
    public void The_oldest_lines_make_room()
    {
        for (int i = 0; i < 500; i++)
            _story.Absent(1, $"file {i}");

        Assert.Equal(200, Only.Lines.Count);
        Assert.Equal(("file 300", "file 499"), (Only.Lines[0].What, Only.Lines[^1].What));
    }

    [Fact]
    public void Lines_of_all_machines_together_are_bounded_and_nobody_is_forgotten_for_it()
    {
        var book = new MachineBook(mostMachines: 16, mostLines: 50, mostLinesInAll: 100);
        var story = new Story(book);
        for (int i = 0; i < 500; i++)
            story.Absent(i % 10, $"file {i}");

        IReadOnlyList<MachineStory> machines = book.Read(-1, out _).Machines;
        Assert.Equal(10, machines.Count);
        Assert.InRange(machines.Sum(machine => machine.Lines.Count), 50, 100);
        Assert.Equal("file 499", machines[^1].Lines[^1].What);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        _story.Absent(1, new string('x', 5000));

        Assert.Equal(120, Assert.Single(Only.Lines).What.Length);
    }

    [Fact]
    public void A_flood_of_invented_machines_does_not_push_a_real_story_out()
    {
        _story.Boot(1).Lease(2, Story.Bios, "undionly.kpxe");
        for (int i = 0; i < 20_000; i++)
            _story.Discover(1000 + i, Story.Bios, "undionly.kpxe");

        IReadOnlyList<MachineStory> machines = _book.Read(-1, out _).Machines;
        Assert.Equal(1024, machines.Count);
        Assert.Equal(13, machines.Single(story => story.Machine == Story.Machine(1)).Lines.Count);
        Assert.True(_book.Of(Story.Machine(2)).Current?.Has(BootReached.Address));
    }

    [Fact]
    public void In_a_book_full_of_machines_that_booted_a_new_one_finds_a_place_and_keeps_it()
    {
        for (int i = 0; i < 2000; i++)
            _story.Lease(i, Story.Uefi, "snponly.efi").Fetch(i, "snponly.efi");
        _story.Lease(5000, Story.Bios);
        for (int i = 6000; i < 6050; i++)
            _story.Lease(i, Story.Bios);

        Assert.True(_book.Of(Story.Machine(5000)).Current?.Has(BootReached.Address));
        Assert.Null(_book.Of(Story.Machine(0)).Current);
    }

    [Fact]
    public void A_flood_of_invented_machines_costs_no_allocation()
    {
        for (int i = 0; i < 3000; i++)
            _story.Discover(i, Story.Bios, "undionly.kpxe");

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 3000; i < 6000; i++)
            _story.Discover(i, Story.Bios, "undionly.kpxe");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_UUID_that_firmware_tells_is_known_of_its_operating_system_as_well()
    {
        MachineId full = new(Story.Machine(1).Mac, Uuid);
        _story.Dhcp(Step.AddressAsked, 1, default, Story.System, "");
        _book.Record(new MachineEvent(Step.AddressAsked, full, default, "DHCP", Asker: Story.Uefi), _story.Now);
        _story.Dhcp(Step.AddressAsked, 1, default, Story.System, "");

        Assert.Equal((full, 3), (Only.Machine, Only.Lines.Sum(line => line.Times)));
    }

    [Fact]
    public void A_shared_network_dongle_is_two_machines()
    {
        MacAddress dongle = Story.Machine(1).Mac;
        _book.Record(new MachineEvent(Step.AddressAsked, new MachineId(dongle, Uuid), default, "DHCP", Asker: Story.Uefi), _story.Now);
        _book.Record(new MachineEvent(Step.AddressAsked, new MachineId(dongle, Guid.NewGuid()), default, "DHCP", Asker: Story.Uefi), _story.Now);

        Assert.Equal(2, _book.Read(-1, out _).Machines.Count);
        Assert.Null(_book.Of(new MachineId(dongle, Uuid)).Previous);
    }

    [Fact]
    public void A_file_belongs_to_the_machine_that_was_given_the_address_last()
    {
        _story.Lease(1, Story.Bios);
        _book.Record(new MachineEvent(Step.AddressGiven, Story.Machine(2), Story.Address(1), "DHCP", Asker: Story.Bios), _story.Now);
        _story.Fetch(1, "undionly.kpxe");

        Assert.Equal(Story.Machine(2), _book.MachineAt(Story.Address(1)));
        Assert.True(_book.Of(Story.Machine(2)).Current?.Has(BootReached.LoaderFetched));
    }

    [Fact]
    public void An_address_of_no_known_machine_has_a_story_too()
    {
        _story.Fetch(7, "undionly.kpxe").Absent(7, "pxelinux.cfg/default");

        Assert.Equal((default, Story.Address(7), 2), (Only.Machine, Only.Address, Only.Lines.Count));
    }

    [Fact]
    public void A_follower_reads_only_what_changed()
    {
        _story.Boot(1).Boot(2);
        _book.Read(-1, out long mark);
        Assert.Empty(_book.Read(mark, out mark).Machines);

        _story.File(Step.FileAsked, 2, "linux", 0, 100);
        Assert.Equal("linux", Assert.Single(Assert.Single(_book.Read(mark, out mark).Machines).Lines).What);

        _story.File(Step.FileDone, 2, "linux", 100, 100);
        _book.RecordOfBox("the pool is full", _story.Now);
        (IReadOnlyList<MachineStory> machines, IReadOnlyList<BoxLine> box) = _book.Read(mark, out mark);
        Assert.Equal(Step.FileDone, Assert.Single(Assert.Single(machines).Lines).Step);
        Assert.Equal("the pool is full", Assert.Single(box).Sentence);
    }

    [Fact]
    public async Task Many_threads_write_while_another_reads()
    {
        var book = new MachineBook(mostMachines: 64, mostLines: 20, mostLinesInAll: 400);
        Task writers = Task.WhenAll(Enumerable.Range(0, 3).Select(n => Task.Run(() =>
        {
            var story = new Story(book);
            for (int i = 0; i < 300; i++)
                story.Boot(n * 40 + i % 100);
        })));
        while (!writers.IsCompleted)
        {
            foreach (MachineStory story in book.Read(-1, out _).Machines)
                Assert.InRange(story.Lines.Count, 1, 20);
        }
        await writers;
    }

    [Fact]
    public void Who_has_an_address_now_goes_before_who_had_it_last()
    {
        _story.Lease(1, Story.Bios, "undionly.kpxe").Wait(TimeSpan.FromDays(2));
        _story.Dhcp(Step.AddressAsked, 2, default, Story.Bios, "").Dhcp(Step.BootOffered, 2, default, Story.Bios, "undionly.kpxe");
        _book.Record(new MachineEvent(Step.FileDone, null, Story.Address(1), "TFTP", "undionly.kpxe", 9, 9), _story.Now, leased: Story.Machine(2));
        Assert.False(_book.Of(Story.Machine(1)).Current!.Value.Has(BootReached.LoaderFetched));
        Assert.True(_book.Of(Story.Machine(2)).Current!.Value.Has(BootReached.LoaderFetched));
        Assert.Equal(Story.Machine(2), _book.MachineAt(Story.Address(1)));
    }

    [Fact]
    public void Who_only_names_an_address_does_not_get_what_is_fetched_from_it()
    {
        _story.Lease(1, Story.Uefi, "shimx64.efi");
        _story.Dhcp(Step.AddressAsked, 66, Story.Address(1), Story.System, "");
        _story.Fetch(1, "shimx64.efi");
        Assert.True(_book.Of(Story.Machine(1)).Current!.Value.Has(BootReached.LoaderFetched));
    }
}
