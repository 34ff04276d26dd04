using PiBootBox.Core.Answers;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Answers;

public class InstallBookTests
{
    private static readonly Guid Uuid = new("4c4c4544-0037-4410-8052-b4c04f4d3332");
    private static readonly MachineId Pc = new(new MacAddress(0x525400123456), Uuid), Dongle = new(Pc.Mac);

    private readonly InstallBook _book = new();

    [Fact]
    public void A_machine_starts_reports_and_is_done_and_each_change_is_kept_first()
    {
        int kept = 0;
        _book.Changed = () => ++kept > 0;

        Assert.Null(_book.Done(Pc, 1, out _));
        _book.Started(Pc, "debian", isChosen: false);
        _book.Started(Pc, "debian", isChosen: false);
        Assert.Equal(new Installation("debian", 2, false, 1), _book.Of(Pc));
        Assert.Equal("debian", _book.Done(Pc, 1, out _));
        Assert.Equal("debian", _book.Done(Pc, 1, out _));
        Assert.Equal(new Installation("debian", 0, true, 1), _book.Of(Pc));
        Assert.Equal(3, kept);
    }

    [Fact]
    public void Two_machines_on_one_network_dongle_are_two()
    {
        _book.Started(Pc, "debian", isChosen: false);

        Assert.Null(_book.Of(Dongle));
    }

    [Fact]
    public void Starts_begin_anew_with_another_image_and_with_a_person()
    {
        for (int i = 0; i < 3; i++)
            _book.Started(Pc, "debian", isChosen: false);
        _book.Started(Pc, "fedora", isChosen: false);
        Assert.Equal(1, _book.Of(Pc)!.Value.Starts);
        _book.Done(Pc, 2, out _);
        _book.Started(Pc, "fedora", isChosen: true);
        Assert.Equal(new Installation("fedora", 1, false, 3), _book.Of(Pc));
    }

    [Fact]
    public void What_changes_nothing_is_not_written_unless_it_could_not_be_before()
    {
        int kept = 0;
        _book.Changed = () => ++kept > 1;

        Assert.False(_book.Started(Pc, "debian", isChosen: true));
        for (int i = 0; i < 50; i++)
            Assert.True(_book.Started(Pc, "debian", isChosen: true));
        Assert.Equal(2, kept);
    }

    [Fact]
    public void What_was_kept_is_read_again()
    {
        _book.Started(Pc, "debian-12-ab12cd34", isChosen: false);
        _book.Started(Dongle, "fedora", isChosen: false);
        _book.Done(Dongle, 1, out _);

        Assert.Equal(
            "52:54:00:12:34:56 4c4c4544-0037-4410-8052-b4c04f4d3332 debian-12-ab12cd34 1 started 1\n52:54:00:12:34:56 - fedora 0 done 1\n",
            string.Concat(_book.Write().Split('\n')[1..].Select(line => line.Length > 0 ? line + "\n" : "")));
        InstallBook again = InstallBook.Read(_book.Write(), "", out int broken);
        Assert.Equal(0, broken);
        Assert.Equal((_book.Of(Pc), _book.Of(Dongle)), (again.Of(Pc), again.Of(Dongle)));
    }

    [Fact]
    public void Broken_lines_are_counted_and_the_others_count()
    {
        InstallBook book = InstallBook.Read("# a remark\n\nnonsense\n52:54:00:12:34:56 - debian 0 done 4\n52:54:00:12:34:57 - debian x done 1\n52:54:00:12:34:58 - debian 1 started", "Doubtful.", out int broken);

        Assert.Equal(3, broken);
        Assert.Equal("Doubtful.", book.Doubt);
        InstallBook.Read(book.Write(), "", out broken);
        Assert.Equal(3, broken);
        Assert.True(book.Of(Dongle)!.Value.IsDone);
    }

    [Fact]
    public void A_machine_that_is_installed_is_never_forgotten()
    {
        for (ulong i = 0; i < InstallBook.Most; i++)
        {
            _book.Started(new MacAddress(0x020000000000 + i), "debian", isChosen: false);
            if (i > 0)
                _book.Done(new MacAddress(0x020000000000 + i), 1, out _);
        }
        Assert.False(_book.IsFull);
        Assert.True(_book.Started(Pc, "debian", isChosen: false));
        Assert.Null(_book.Of(new MacAddress(0x020000000000)));
        for (ulong i = 0; i < 3 * InstallBook.Most; i++)
            _book.Started(Pc, "debian", isChosen: false);
        Assert.True(_book.Started(Dongle, "debian", isChosen: false));
        Assert.Null(_book.Of(Pc));
        _book.Done(Dongle, 1, out _);

        Assert.True(_book.IsFull);
        Assert.False(_book.Started(Pc, "debian", isChosen: false));
        Assert.True(_book.Of(new MacAddress(0x020000000001))!.Value.IsDone);
        Assert.True(_book.Started(Dongle, "debian", isChosen: true));
    }

    [Fact]
    public void The_machine_that_changed_longest_ago_makes_room()
    {
        for (ulong i = 0; i < InstallBook.Most; i++)
            _book.Started(new MacAddress(0x020000000000 + i), "debian", isChosen: false);
        _book.Done(new MacAddress(0x020000000000), 1, out _);
        _book.Started(Pc, "debian", isChosen: false);

        Assert.NotNull(_book.Of(new MacAddress(0x020000000000)));
        Assert.Null(_book.Of(new MacAddress(0x020000000001)));
        Assert.True(_book.Write().Length <= InstallBook.MostBytes);
    }
}
