using NSubstitute;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Linux.Storage;
using PiBootBox.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Machines;

public sealed class MachineMemoryKeeperTests : IDisposable
{
    private static readonly MacAddress Mac = new(0x525400123456);
    private static readonly MachineMemo Memo = new(3, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-keeper-").FullName;
    private readonly IMachineJournal _journal = Substitute.For<IMachineJournal>();

    private string File => new KeptFile(_folder, MachineMemoryKeeper.FileName).Path;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_found_out_outlives_a_restart()
    {
        await using (MachineMemoryKeeper keeper = Open())
            keeper.Memory.Remember(Mac, _ => Memo);

        await using MachineMemoryKeeper again = Open();
        Assert.Equal(Memo, again.Memory.Of(Mac));
        _journal.DidNotReceiveWithAnyArgs().Trouble("", "");
    }

    [Fact]
    public async Task It_reaches_the_disk_while_the_box_runs()
    {
        await using MachineMemoryKeeper keeper = Open();
        keeper.Memory.Remember(Mac, _ => Memo);

        while (!IsKept())
            await Task.Yield();
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Nothing_found_out_is_no_file()
    {
        await using (MachineMemoryKeeper keeper = Open())
            Assert.Equal(default, keeper.Memory.Of(Mac));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_broken_file_is_told_once_and_replaced()
    {
        await System.IO.File.WriteAllTextAsync(File, "PiBxMach torn");
        await using (MachineMemoryKeeper keeper = Open())
            Assert.Equal(default, keeper.Memory.Of(Mac));
        await using (Open())
            _journal.Received(1).Trouble("machine-memory", Arg.Is<string>(sentence => sentence.Contains(File)));
    }

    [Fact]
    public async Task A_disk_that_does_not_take_it_is_told_and_stops_nothing()
    {
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(File);
        await using (MachineMemoryKeeper keeper = Open())
            keeper.Memory.Remember(Mac, _ => Memo);
        _journal.Received().Trouble("machine-memory", Arg.Is<string>(sentence => sentence.Contains("cannot be kept")));
    }

    private MachineMemoryKeeper Open() => MachineMemoryKeeper.Open(_folder, _journal, new HurriedTime());

    private bool IsKept() => new KeptFile(_folder, MachineMemoryKeeper.FileName).Read(MachineMemoryFormat.MostBytes) is { } bytes
        && MachineMemoryFormat.TryRead(bytes, out MachineMemory memory) && memory.Of(Mac) == Memo;

    /// <summary>Every wait is over at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
