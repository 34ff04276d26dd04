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
    /// <summary>What the firmware itself trusts, and what Debian's shim vouches for.</summary>
    public static bool StartsWithDebiansShim(this Signer signer) => signer is Signer.Debian or Signer.Microsoft;

    /// <summary>For the end of a menu's row.</summary>
    public static string ForbiddenBecause(this Signer signer) => signer == Signer.None ? "needs Secure Boot off" : "signed by others";

    /// <param name="certificates">The certificate table of a PE file, or its beginning.</param>
    public static Signer Of(ReadOnlySpan<byte> certificates) =>
        certificates.IsEmpty ? Signer.None
        : certificates.IndexOf("Debian Secure Boot"u8) >= 0 ? Signer.Debian
        : certificates.IndexOf("Microsoft"u8) >= 0 ? Signer.Microsoft
        : Signer.Other;
}
