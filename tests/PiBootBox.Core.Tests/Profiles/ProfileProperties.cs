using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tests.Stories;

namespace PiBootBox.Core.Tests.Profiles;

/// <summary>Whatever persons do, in whatever order machines come and drives go.</summary>
public class ProfileProperties
{
    public enum Act { ChooseRescue, ChooseWipe, ChooseMenu, ArmWipe, ArmInstall, Disarm, Wait, Boot, ReadAgain, Start, Mark, Unmark, Unplug, Restart }

    /// <summary>Mixed in, so that machines are on their way when something is changed.</summary>
    private static readonly Act[] Usual = [Act.ArmWipe, Act.Boot, Act.ReadAgain, Act.Start];

    private static readonly TimeSpan Term = TimeSpan.FromMinutes(10);

    [Fact]
    public void No_machine_starts_by_itself_what_erases_its_disk_unless_it_was_armed_and_each_arming_serves_one_machine() =>
        Prop.ForAll(
            Gen.Elements(Usual).Or(Gen.Elements(Enum.GetValues<Act>())).Zip(Gen.Choose(1, 3)).ListOf().ToArbitrary(),
            acts =>
            {
                var player = new Player();
                foreach ((Act act, int machine) in acts)
                    player.Do(act, machine);
            }).QuickCheckThrowOnFailure();

    private sealed class Player
    {
        private static readonly DriveSnapshot Marked = ProfileBed.Drive(ProfileBed.Marked), Unmarked = ProfileBed.Drive("{}", isUnattended: false);

        private readonly ProfileBed _bed = new();
        private readonly HashSet<int> _booted = [];
        private (string Image, TimeSpan At, int? Taker)? _armed;
        private bool _isStarted;

        public void Do(Act act, int machine)
        {
            switch (act)
            {
                case Act.ChooseRescue:
                    Chose(_bed.Choose(ProfileBed.Rescue));
                    break;
                case Act.ChooseWipe:
                    Chose(_bed.Choose(ProfileBed.Wipe));
                    break;
                case Act.ChooseMenu:
                    Chose(_bed.Choose("menu"));
                    break;
                case Act.ArmWipe:
                    Arm(ProfileBed.Wipe);
                    break;
                case Act.ArmInstall:
                    Arm(ProfileBed.Install);
                    break;
                case Act.Disarm:
                    bool wasOpen = IsOpen;
                    Assert.Equal(wasOpen, _bed.Disarm().Sentence.EndsWith("The box hands out the menu.", StringComparison.Ordinal));
                    _armed = null;
                    break;
                case Act.Wait:
                    _bed.Story.Wait(TimeSpan.FromMinutes(3));
                    break;
                case Act.Boot:
                    _booted.Add(machine);
                    bool mustTake = CanTake(), hadIt = _isStarted && _armed?.Taker == machine;
                    string starts = _bed.Boot(machine);
                    Assert.False(hadIt && starts == _armed?.Image, "It was started there already.");
                    Check(machine, starts, mustTake);
                    break;
                case Act.ReadAgain when _booted.Contains(machine):
                    Check(machine, _bed.Read(machine), mustTake: false);
                    break;
                case Act.Start when _booted.Contains(machine):
                    _bed.Start(machine, ProfileBed.Wipe);
                    _isStarted |= _armed?.Taker == machine;
                    break;
                case Act.Mark:
                    _bed.Plug(Marked);
                    break;
                case Act.Unmark:
                    _bed.Plug(Unmarked);
                    break;
                case Act.Unplug:
                    _bed.Plug(DriveSnapshot.Without(Marked.Files.Root, "No drive."));
                    break;
                case Act.Restart:
                    _bed.Restart();
                    _armed = null;
                    break;
            }
            Assert.Equal(IsOpen, _bed.Status.ArmedFor is not null);
        }

        private bool IsOpen => _armed is { Taker: null } armed && _bed.Now < armed.At + Term;

        // A lease takes three of the story's seconds.
        private bool CanTake() =>
            _armed is { Taker: null } armed && _bed.Now + TimeSpan.FromSeconds(3) < armed.At + Term && _bed.Shelf.Current.Drive.FindImage(armed.Image) is not null;

        private void Chose(ProfileAnswer answer)
        {
            if (answer.IsDone)
                _armed = null;
        }

        private void Arm(string image)
        {
            if (_bed.Arm(image).IsDone)
                (_armed, _isStarted) = ((image, _bed.Now, null), false);
        }

        private void Check(int machine, string starts, bool mustTake)
        {
            bool isDestructive = _bed.Shelf.Current.Drive.FindImage(starts)?.IsDestructive == true;
            if (mustTake)
                Assert.Equal(_armed!.Value.Image, starts);
            if (starts is "menu" or "local-disk" || !isDestructive && _armed?.Image != starts)
                return;
            Assert.NotNull(_armed);
            Assert.Equal(_armed.Value.Image, starts);
            if (_armed.Value.Taker is not { } taker)
            {
                Assert.True(_bed.Now - TimeSpan.FromSeconds(3) < _armed.Value.At + Term);
                _armed = _armed.Value with { Taker = machine };
                return;
            }
            Assert.Equal(taker, machine);
        }
    }
}
