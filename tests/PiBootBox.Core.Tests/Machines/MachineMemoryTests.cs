using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Machines;

public class MachineMemoryTests
{
    private readonly MachineMemory _memory = new();

    [Fact]
    public void It_says_what_it_was_told_and_nothing_of_others()
    {
        _memory.Remember(Mac(1), _ => new MachineMemo(2, 3));

        Assert.Equal(new MachineMemo(2, 3), _memory.Of(Mac(1)));
        Assert.Equal(default, _memory.Of(Mac(2)));
    }

    [Fact]
    public void Only_a_change_is_a_change()
    {
        int changes = 0;
        _memory.Changed = () => changes++;
        _memory.Remember(Mac(1), _ => new MachineMemo(2, 3));
        _memory.Remember(Mac(1), _ => new MachineMemo(2, 3));
        _memory.Remember(Mac(2), _ => default);
        Assert.Equal((1, 1L), (changes, _memory.Version));

        _memory.Remember(Mac(1), _ => default);
        Assert.Equal((2, 2L), (changes, _memory.Version));
    }

    [Fact]
    public void Two_rules_that_note_their_part_at_once_keep_both()
    {
        Parallel.For(0, 2000, i => _memory.Remember(
            Mac(1), i % 2 == 0
                ? memo => memo with { OfferShape = (byte)(memo.OfferShape + 1) }
                : memo => memo with { Loader = (byte)(memo.Loader + 1) }));

        Assert.Equal(new MachineMemo(1000 % 256, 1000 % 256), _memory.Of(Mac(1)));
    }

    [Fact]
    public void The_machine_that_was_quiet_longest_is_forgotten_first()
    {
        for (int i = 0; i < MachineMemory.Most; i++)
            _memory.Remember(Mac(i), _ => new MachineMemo(1, 0));
        _memory.Of(Mac(0));
        _memory.Remember(Mac(9999), _ => new MachineMemo(1, 0));

        Assert.Equal(new MachineMemo(1, 0), _memory.Of(Mac(0)));
        Assert.Equal(default, _memory.Of(Mac(1)));
    }

    [Fact]
    public void A_file_keeps_it_and_who_was_quiet_longest()
    {
        for (int i = 0; i < MachineMemory.Most; i++)
            _memory.Remember(Mac(i), _ => new MachineMemo((byte)i, 1));
        _memory.Of(Mac(0));

        byte[] bytes = MachineMemoryFormat.Write(_memory);
        Assert.Equal(MachineMemoryFormat.MostBytes, bytes.Length);
        Assert.True(MachineMemoryFormat.TryRead(bytes, out MachineMemory again));
        Assert.Equal(0, again.Version);
        again.Remember(Mac(9999), _ => new MachineMemo(1, 0));
        Assert.Equal(new MachineMemo(0, 1), again.Of(Mac(0)));
        Assert.Equal(default, again.Of(Mac(1)));
        Assert.Equal(new MachineMemo(2, 1), again.Of(Mac(2)));
    }

    [Fact]
    public void A_file_keeps_machines_apart_that_share_a_network_dongle()
    {
        var uuid = new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332");
        _memory.Remember(Mac(1), _ => new MachineMemo(2, 0));
        _memory.Remember(new MachineId(Mac(1), uuid), _ => new MachineMemo(0, 3));

        Assert.True(MachineMemoryFormat.TryRead(MachineMemoryFormat.Write(_memory), out MachineMemory again));

        Assert.Equal(new MachineMemo(2, 0), again.Of(Mac(1)));
        Assert.Equal(new MachineMemo(0, 3), again.Of(new MachineId(Mac(1), uuid)));
    }

    [Fact]
    public void A_torn_file_does_not_count_wherever_it_is_torn()
    {
        _memory.Remember(Mac(1), _ => new MachineMemo(1, 1));
        _memory.Remember(Mac(2), _ => new MachineMemo(1, 1));
        byte[] bytes = MachineMemoryFormat.Write(_memory);

        for (int length = 0; length < bytes.Length; length++)
            Assert.False(MachineMemoryFormat.TryRead(bytes.AsSpan(0, length), out _));
        Assert.False(MachineMemoryFormat.TryRead([.. bytes, 0], out _));
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 1;
            Assert.False(MachineMemoryFormat.TryRead(flipped, out _));
        }
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), tail =>
        {
            MachineMemoryFormat.TryRead(tail, out _);
            MachineMemoryFormat.TryRead([.. "PiBxMach"u8, 1, 0, 8, 0, .. tail], out _);
        }).QuickCheckThrowOnFailure();

    private static MacAddress Mac(int number) => new(0x525400000000u + (ulong)number);
}
