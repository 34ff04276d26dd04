using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>Who signed a program for Secure Boot, by the names in its certificates. Whether the signature holds, only the firmware can tell.</summary>
public enum Signer
{
    None,
    Debian,
    Microsoft,
    Other,
}

public static class Signers
{
    /// <summary>A signature with its certificates is some 2 KB long; a program may carry a few.</summary>
    private const int MostOfCertificates = 32 * 1024;

    /// <summary>What the firmware itself trusts, and what a shim vouches for: whatever the GRUB that it starts is signed by.</summary>
    /// <remarks>Of two distributions other than Debian nobody here can tell one from another; GRUB says it when it loads the kernel.</remarks>
    public static bool StartsBehind(this Signer signer, Signer grub) => signer == Signer.Microsoft || signer != Signer.None && signer == grub;

    /// <summary>For the end of a menu's row.</summary>
    public static string ForbiddenBecause(this Signer signer) => signer == Signer.None ? "needs Secure Boot off" : "signed by others";

    /// <param name="facts">Of the same file.</param>
    /// <exception cref="IOException">Gone, leads out of the drive, or the drive fails.</exception>
    public static Signer Of(IDriveFiles files, FileEntry file, FileFacts facts) =>
        facts.Pe is { IsEfiApplication: true, HasSignature: true } pe ? Of(files.Read(file, MostOfCertificates, pe.CertificatesAt).Span) : Signer.None;

    /// <param name="certificates">The certificate table of a PE file, or its beginning.</param>
    public static Signer Of(ReadOnlySpan<byte> certificates) =>
        certificates.IsEmpty ? Signer.None
        : certificates.IndexOf("Debian Secure Boot"u8) >= 0 ? Signer.Debian
        : certificates.IndexOf("Microsoft"u8) >= 0 ? Signer.Microsoft
        : Signer.Other;
}
