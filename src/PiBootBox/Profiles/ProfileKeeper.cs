using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Profiles;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Profiles;

/// <summary>Keeps what a person chose in the state folder. What is armed is not kept: behind it stands the menu, and that is what a restart finds.</summary>
public sealed class ProfileKeeper
{
    internal const string FileName = "profile";

    private readonly Lock _writing = new();
    private readonly ProfileDesk _desk;
    private readonly KeptFile _file;
    private readonly IMachineJournal _journal;

    private ProfileKeeper(ProfileDesk desk, KeptFile file, IMachineJournal journal) => (_desk, _file, _journal) = (desk, file, journal);

    /// <param name="folder">The state folder, which is there.</param>
    public static void Attach(ProfileDesk desk, string folder, IMachineJournal journal)
    {
        var keeper = new ProfileKeeper(desk, new KeptFile(folder, FileName), journal);
        keeper.Restore();
        desk.Changed = keeper.Keep;
    }

    private void Restore()
    {
        string doubt;
        try
        {
            if (_file.Read(ProfileText.MostBytes) is not { } bytes)
                return;
            if (ProfileText.TryRead(bytes, out string? chosen))
            {
                if (chosen is not null)
                    _desk.Restore(chosen);
                return;
            }
            doubt = "is damaged";
        }
        catch (IOException fault)
        {
            doubt = $"cannot be read ({fault.Message.TrimEnd('.')})";
        }
        // Somebody chose, and perhaps against what the drive's settings would start.
        _desk.Restore(Profile.MenuWord);
        _journal.Trouble("profile", $"What the box is to hand out is lost: {_file.Path} {doubt}. It hands out the menu. Choose again by the panel or by 'pibootbox profile set'.");
    }

    private bool Keep()
    {
        lock (_writing)
        {
            try
            {
                _file.Replace(ProfileText.Write(_desk.Chosen));
                return true;
            }
            catch (IOException fault)
            {
                _journal.Trouble("profile-kept", $"What the box is to hand out cannot be kept in {_file.Path} ({fault.Message.TrimEnd('.')}). Free some space, or replace the card.");
                return false;
            }
        }
    }
}
