using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Display;
using static PiBootBox.Core.Tests.Panel.Display.Pictures;

namespace PiBootBox.Core.Tests.Panel.Display;

public sealed class DisplayKeeperTests
{
    private static readonly DisplayWiring Wiring = new(DisplayChip.Ssd1306, DisplaySize.Tall, 1, 0x3C, false, 200);

    private readonly DisplayModel _display = new(Wiring.Chip, Wiring.Size);
    private readonly DisplayKeeper _keeper;
    private bool _hasBus = true;
    private int _opened;

    public DisplayKeeperTests() => _keeper = new DisplayKeeper(Wiring, () =>
    {
        _opened++;
        return _hasBus ? _display : throw new PanelFaultException("There is no bus.");
    });

    [Fact]
    public void A_display_that_answers_has_no_fault_and_is_opened_once()
    {
        for (int second = 0; second < 100; second++)
            _keeper.Show(Any(Wiring.Size, second), 255, TimeSpan.FromSeconds(second));
        Assert.Null(_keeper.Fault);
        Assert.Equal(1, _opened);
        AssertShown(Any(Wiring.Size, 99), _display);
    }

    [Fact]
    public void One_that_is_absent_is_tried_after_1_2_4_and_at_last_each_60_seconds()
    {
        _display.IsUnplugged = true;
        TimeSpan now = TimeSpan.FromSeconds(100);
        var pauses = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            TimeSpan next = _keeper.Show(Any(Wiring.Size), 255, now);
            pauses.Add((next - now).TotalSeconds);
            now = next;
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        Assert.Equal("Nobody answers.", _keeper.Fault);
        Assert.Equal(9, _opened);
    }

    [Fact]
    public void Between_tries_the_bus_is_left_alone()
    {
        _display.IsUnplugged = true;
        TimeSpan next = _keeper.Show(Any(Wiring.Size), 255, TimeSpan.Zero);
        int writes = _display.Writes;
        Assert.Equal(next, _keeper.Show(Any(Wiring.Size, 1), 255, next - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(writes, _display.Writes);
    }

    [Fact]
    public void A_bus_that_comes_later_is_used()
    {
        _hasBus = false;
        TimeSpan next = _keeper.Show(Any(Wiring.Size), 255, TimeSpan.Zero);
        Assert.Equal("There is no bus.", _keeper.Fault);
        _hasBus = true;
        _keeper.Show(Any(Wiring.Size), 255, next);
        Assert.Null(_keeper.Fault);
        AssertShown(Any(Wiring.Size), _display);
    }

    [Fact]
    public void One_that_was_pulled_off_in_the_middle_of_a_frame_shows_the_whole_frame_when_it_is_back()
    {
        _keeper.Show(Any(Wiring.Size, 1), 255, TimeSpan.Zero);
        for (int writes = 1; writes < 16; writes++)
        {
            // Every write from this one on fails: first half a transfer, then the plug is out.
            TimeSpan now = TimeSpan.FromHours(writes);
            _keeper.Show(Any(Wiring.Size, 1), 255, now);
            _display.FailsFrom = _display.Writes + writes;
            TimeSpan next = _keeper.Show(Any(Wiring.Size, 2), 255, now + TimeSpan.FromSeconds(1));
            Assert.NotNull(_keeper.Fault);

            _display.FailsFrom = int.MaxValue;
            _display.SwitchOn();
            _keeper.Show(Any(Wiring.Size, 2), 255, next);
            Assert.Null(_keeper.Fault);
            AssertShown(Any(Wiring.Size, 2), _display);
        }
    }

    [Fact]
    public void One_that_was_put_back_before_anything_changed_is_dark_for_ten_seconds_at_most()
    {
        TimeSpan next = _keeper.Show(Any(Wiring.Size), 255, TimeSpan.Zero);
        _display.SwitchOn();
        Assert.Equal(TimeSpan.FromSeconds(10), next);
        _keeper.Show(Any(Wiring.Size), 255, next);
        AssertShown(Any(Wiring.Size), _display);
    }

    /// <summary>With every second transfer lost not even the shortest exchange succeeds; the box waits and tries.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Whatever_part_of_the_writes_fails_the_caller_hears_nothing_but_when_to_come_again(int each)
    {
        _display.FailsEach = each;
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 50; i++)
        {
            TimeSpan next = _keeper.Show(Any(Wiring.Size, i), 255, now);
            Assert.True(next > now);
            now = next;
        }
        Assert.Equal(each <= 2, _keeper.Fault is not null);
        _display.FailsEach = 0;
        _keeper.Show(Any(Wiring.Size, 50), 255, now);
        AssertShown(Any(Wiring.Size, 50), _display);
    }

    [Fact]
    public void After_it_has_answered_the_pauses_are_short_again()
    {
        _display.IsUnplugged = true;
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 8; i++)
            now = _keeper.Show(Any(Wiring.Size), 255, now);
        _display.IsUnplugged = false;
        now = _keeper.Show(Any(Wiring.Size), 255, now);
        _display.IsUnplugged = true;
        Assert.Equal(now + TimeSpan.FromSeconds(1), _keeper.Show(Any(Wiring.Size, 1), 255, now));
    }
}
