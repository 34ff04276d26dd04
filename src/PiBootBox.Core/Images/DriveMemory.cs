using System.Diagnostics.CodeAnalysis;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images;

/// <summary>
/// What the last scan of a drive found in its files, so that this one reads only those that are new: a file that kept its path, length and time
/// is taken to be the same. Of a sealed file it has also to be sealed as it was when it was read, for then every byte was checked by that seal.
/// A disc answers for all that is in it. What goes beyond <see cref="DriveMemoryFormat.MostBytes"/> is read each time. Of one scan, on one thread.
/// </summary>
/// <param name="before">Of the scan before this one; what of it is not asked for again is forgotten.</param>
public sealed class DriveMemory(DriveMemory? before = null)
{
    private readonly Dictionary<Key, byte[]> _notes = [];
    private readonly DriveMemory? _before = before;

    // Hundreds of files within a disc ask for that of the disc.
    private readonly Dictionary<SealedFile, UInt128> _seals = new(ReferenceEqualityComparer.Instance);
    private long _bytes;
    private bool _isChanged;

    internal enum Subject : byte
    {
        Disc = 1,
        Facts = 2,
        Text = 3,
        Look = 4,
    }

    /// <summary>Something was learnt or forgotten, so a file that keeps this is to be written anew.</summary>
    public bool IsChanged => _isChanged || _notes.Count != (_before?._notes.Count ?? 0);

    internal IReadOnlyDictionary<Key, byte[]> Notes => _notes;

    /// <summary>Lets go of the scan before: what it knew and nobody asked for is forgotten.</summary>
    public DriveMemory Alone()
    {
        var alone = new DriveMemory();
        foreach ((Key key, byte[] note) in _notes)
            alone.TryTake(key, note);
        return alone;
    }

    /// <param name="medium">Null for a file that is no disc.</param>
    internal bool TryGetDisc(FileEntry file, out Medium? medium)
    {
        medium = null;
        return TryGet(Subject.Disc, file, out byte[]? note) && DriveNotes.TryReadDisc(note, out medium);
    }

    internal void KeepDisc(FileEntry file, Medium? medium) => Keep(Subject.Disc, file, DriveNotes.OfDisc(medium));

    internal bool TryGetFacts(FileEntry file, [NotNullWhen(true)] out FileFacts? facts)
    {
        facts = null;
        return TryGet(Subject.Facts, file, out byte[]? note) && DriveNotes.TryReadFacts(note, out facts);
    }

    internal void KeepFacts(FileEntry file, FileFacts facts) => Keep(Subject.Facts, file, DriveNotes.OfFacts(facts));

    internal bool TryGetText(FileEntry file, int most, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (!TryGet(Subject.Text, file, out byte[]? note) || note.Length < Math.Min(most, file.Length))
            return false;
        text = note.AsMemory(0, Math.Min(most, note.Length));
        return true;
    }

    internal void KeepText(FileEntry file, ReadOnlyMemory<byte> text) => Keep(Subject.Text, file, text.ToArray());

    internal bool TryGetLook(FileEntry file, [NotNullWhen(true)] out byte[]? found) => TryGet(Subject.Look, file, out found);

    internal void KeepLook(FileEntry file, byte[] found) => Keep(Subject.Look, file, found);

    internal void Restore(in Key key, byte[] note) => TryTake(key, note);

    private bool TryGet(Subject subject, FileEntry file, [NotNullWhen(true)] out byte[]? note)
    {
        note = null;
        // What may be handed out to nobody decides nothing either.
        if (file.Whole.Refusal is not null)
            return false;
        Key key = KeyOf(subject, file);
        if (_notes.TryGetValue(key, out note))
            return true;
        if (_before?._notes.TryGetValue(key, out note) is not true)
            return false;
        TryTake(key, note!);
        return true;
    }

    private void Keep(Subject subject, FileEntry file, byte[] note)
    {
        if (TryTake(KeyOf(subject, file), note))
            _isChanged = true;
    }

    private bool TryTake(in Key key, byte[] note)
    {
        if (_notes.Remove(key, out byte[]? old))
            _bytes -= DriveMemoryFormat.SizeOf(key, old);
        long size = DriveMemoryFormat.SizeOf(key, note);
        if (size > DriveMemoryFormat.MostBytes - DriveMemoryFormat.Frame - _bytes)
            return false;
        _bytes += size;
        _notes.Add(key, note);
        return true;
    }

    private Key KeyOf(Subject subject, FileEntry file)
    {
        FileEntry whole = file.Whole;
        UInt128 hash = 0;
        if (whole.Seal is { } seal && !_seals.TryGetValue(seal, out hash))
            _seals.Add(seal, hash = seal.HashOfChunks());
        return new Key(subject, file.PathInRoot, whole.Length, whole.Modified.UtcTicks, hash);
    }

    /// <param name="Length">Of the disc for a file within one, and so are the time and the seal.</param>
    /// <param name="Sealed">0 where it is not sealed.</param>
    internal readonly record struct Key(Subject Subject, string Path, long Length, long Ticks, UInt128 Sealed);
}
