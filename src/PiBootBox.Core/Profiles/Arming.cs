using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Profiles;

/// <summary>An image that erases disks, handed out for a while to some machines, and who took it. Guarded by its desk.</summary>
/// <param name="image">Its id.</param>
/// <param name="rules">How long, and to how many.</param>
internal sealed class Arming(string image, string title, ProfileRules rules, TimeSpan now)
{
    private readonly Profile _armed = new(image, ProfileOrigin.Armed), _over = new(image, ProfileOrigin.HadItsTurn);

    private readonly List<Turn> _turns = [];
    private bool _isRevoked;

    public string Image { get; } = image;

    public string Title { get; } = title;

    /// <summary>More machines may take it. Whoever took it keeps it when it is closed.</summary>
    public bool IsOpen { get; private set; } = true;

    public TimeSpan Until { get; } = now + rules.ArmedFor;

    public int Taken => _turns.Count;

    /// <summary>A machine that the box does not know read its menu meanwhile.</summary>
    public bool WasMissed { get; set; }

    public void Close() => IsOpen = false;

    /// <summary>Nobody starts it any more, not even whoever took it and did not come to start it yet.</summary>
    /// <returns>Whether somebody who took it could still have started it.</returns>
    public bool Revoke(TimeSpan now)
    {
        bool wasLive = !_isRevoked && _turns.Exists(turn => now < turn.Until);
        (IsOpen, _isRevoked) = (false, true);
        return wasLive;
    }

    /// <returns>What this machine may start; null for who has nothing to do with it.</returns>
    public Profile? For(MachineId machine, in BootAttempts attempts, TimeSpan now)
    {
        if (attempts.Current is not { } current)
            return null;
        if (Find(machine) is not { } turn)
        {
            // Who is no boot loader, or runs a system, takes nothing by looking at a menu.
            bool isBooting = current.Client.Firmware != Firmware.None && !current.Has(BootReached.Kernel | BootReached.System);
            return IsOpen && isBooting ? _armed : null;
        }
        bool isSame = turn.Began == current.Began;
        // A cable or a power cut spoiled the boot before anything was started.
        bool isAgain = attempts.Previous is { } previous && previous.Began == turn.Began && !previous.Has(BootReached.Kernel);
        return (isSame || isAgain) && now < turn.Until && !_isRevoked ? _armed : _over;
    }

    /// <returns>Whether it is a machine that had not taken it before.</returns>
    public bool Take(MachineId machine, in BootAttempt current, TimeSpan now)
    {
        Turn? turn = Find(machine);
        if (turn is not null)
        {
            turn.Began = current.Began;
            return false;
        }
        _turns.Add(new Turn(machine, now + rules.ArmedFor) { Began = current.Began });
        if (_turns.Count >= rules.ArmedMachines)
            Close();
        return true;
    }

    private Turn? Find(MachineId machine) => _turns.Find(turn => turn.Machine.Mac == machine.Mac
        && (turn.Machine.Uuid == machine.Uuid || turn.Machine.Uuid == Guid.Empty || machine.Uuid == Guid.Empty));

    /// <param name="Until">The chain of its loaders reads more than one menu, and that takes seconds; what comes much later is another matter.</param>
    private sealed record Turn(MachineId Machine, TimeSpan Until)
    {
        /// <summary>The boot in which it reads its menu.</summary>
        public TimeSpan Began { get; set; }
    }
}
