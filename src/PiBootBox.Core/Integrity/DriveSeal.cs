using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>The manifest of one drive, and what it is worth.</summary>
/// <param name="Manifest">Null when there is none, or it is damaged.</param>
/// <param name="Signer">The trusted key that signed it; null when none did.</param>
/// <param name="Trouble">A sentence, where something is wrong with it; null when it is fine, or not there.</param>
public sealed record DriveSeal(Seal? Manifest, TrustedKey? Signer, string? Trouble)
{
    public static readonly DriveSeal None = new(null, null, null);

    private const int MostOfSignature = 256;

    public static DriveSeal Read(FileIndex files, IDriveFiles content, IReadOnlyList<TrustedKey> keys)
    {
        if (!files.TryFind(files.Root.Prefix + Seal.FileName, out FileEntry? file))
            return None;
        try
        {
            ReadOnlyMemory<byte> bytes = content.Read(file, Seal.MostBytes + 1);
            if (!Seal.TryRead(bytes, out Seal? seal, out string? flaw))
                return new DriveSeal(null, null, $"{file.Path} seals nothing: {flaw}");
            if (!files.TryFind(files.Root.Prefix + Seal.SignatureName, out FileEntry? signature))
                return new DriveSeal(seal, null, null);
            TrustedKey? signer = SealKeys.SignerOf(bytes.Span, content.Read(signature, MostOfSignature).Span, keys);
            return new DriveSeal(seal, signer, signer is not null || keys.Count == 0
                ? null
                : $"The signature {signature.Path} was not made over this manifest by a key that the box trusts. Seal the drive again with the right key, or put its public key into the keys' folder.");
        }
        catch (IOException fault)
        {
            return new DriveSeal(null, null, $"{file.Path} could not be read: {fault.Message}");
        }
    }

    /// <summary>The same files, each with what was sealed of it, and those refused that may not be handed out.</summary>
    public FileIndex Mark(FileIndex files, bool requireSigned)
    {
        if (Manifest is null && !requireSigned)
            return files;
        var marked = new FileIndexBuilder(files.Root);
        foreach (FileEntry file in files.Files)
            marked.Add(Mark(file, requireSigned));
        foreach (FileEntry file in files.Withheld)
            marked.Add(Mark(file, requireSigned));
        foreach (PassedOver passed in files.PassedOver)
            marked.PassOver(passed.Path, passed.Reason);
        return marked.Build();
    }

    /// <summary>Why nothing of the drive is handed out by a box that asks for signatures; null when it may be.</summary>
    public string? NotSigned => Signer is not null
        ? null
        : Manifest is null
            ? "The drive is not sealed, and the box hands out signed files only (requireSigned). Run `pibootbox seal --key FILE` on it."
            : "The drive's manifest is not signed by a key of this box, which hands out signed files only (requireSigned). Run `pibootbox seal --key FILE` on it.";

    private FileEntry Mark(FileEntry file, bool requireSigned)
    {
        SealedFile? sealedFile = Manifest?.Find(file.PathInRoot);
        string? refusal = requireSigned && Signer is null
            ? NotSigned
            : sealedFile is null
                ? requireSigned ? $"{file.Path} was not there when the drive was sealed, and the box hands out signed files only (requireSigned). Seal the drive again." : null
                : sealedFile.Length != file.Length
                    ? $"{file.Path} was altered since the drive was sealed: it had {sealedFile.Length} bytes, and has {file.Length}. Copy it again, or seal the drive again."
                    : null;
        return file with { Seal = sealedFile, Refusal = refusal };
    }
}
