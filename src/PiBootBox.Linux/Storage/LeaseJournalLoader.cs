using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;

namespace PiBootBox.Linux.Storage;

/// <summary>Reads the journal at the start and says in one sentence what is wrong with it, if anything.</summary>
internal static class LeaseJournalLoader
{
    /// <summary>A million leases and as many changes: anything larger is not a journal of this box.</summary>
    private const long LargestFile = 2L << 20 << 6;

    /// <exception cref="CannotServeException">The file is there and cannot be read.</exception>
    public static LeaseJournalContent Load(StateFolder folder, Guid boot, TimeSpan now, IMachineJournal journal)
    {
        string path = folder.File(LeaseJournalFile.FileName);
        try
        {
            return File.Exists(path)
                ? Read(path, boot, now, journal)
                : new LeaseJournalContent(JournalHeader.Good, new LeaseJournalImage(boot), 0, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException(
                $"The lease journal {path} cannot be read ({e.Message.TrimEnd('.')}): mend the disk, or move the file away to start without the old leases.", e);
        }
    }

    private static LeaseJournalContent Read(string path, Guid boot, TimeSpan now, IMachineJournal journal)
    {
        long length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new IOException($"{length} bytes are too many for a lease journal");
        LeaseJournalContent content = LeaseJournalContent.Read(File.ReadAllBytes(path), boot, now);
        if (content.Header == JournalHeader.OtherVersion)
        {
            string aside = path + ".other-version";
            File.Move(path, aside, overwrite: true);
            journal.Trouble("lease-journal-version",
                $"The lease journal was written by another version of the box: it is kept as {aside}, and the leases start empty.");
        }
        else if (content.Header == JournalHeader.Damaged || content.Damaged > 0)
        {
            // A copy, not a rename: until the new file stands, this one is all there is.
            string aside = path + ".damaged";
            File.Copy(path, aside, overwrite: true);
            string what = content.Damaged > 0 ? $"{content.Damaged} damaged records" : "a damaged beginning";
            journal.Trouble("lease-journal-damage",
                $"The lease journal has {what}: the {content.Image.Count} leases that check out are kept, and a copy of the file as {aside}; check the card.");
        }
        return content;
    }
}
