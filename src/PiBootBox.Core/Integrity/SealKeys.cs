using System.Security.Cryptography;
using System.Text;

namespace PiBootBox.Core.Integrity;

/// <summary>A public key that this box trusts.</summary>
/// <param name="Name">Its file's name, for messages.</param>
/// <param name="Key">SubjectPublicKeyInfo.</param>
public sealed record TrustedKey(string Name, byte[] Key);

/// <summary>
/// ECDSA on P-256 with SHA-256, keys as PEM: what openssl makes and checks as well
/// (<c>openssl dgst -sha256 -verify KEY.pub -signature pibootbox.seal.sig pibootbox.seal</c>).
/// </summary>
public static class SealKeys
{
    private const DSASignatureFormat Der = DSASignatureFormat.Rfc3279DerSequence;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <returns>The two halves of a new pair, as PEM.</returns>
    public static (string Private, string Public) Create()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (PemEncoding.WriteString("PRIVATE KEY", pair.ExportPkcs8PrivateKey()) + "\n",
            PemEncoding.WriteString("PUBLIC KEY", pair.ExportSubjectPublicKeyInfo()) + "\n");
    }

    /// <param name="pem">A private key, PKCS #8 or SEC 1, without a password.</param>
    /// <exception cref="CryptographicException">It is none; the message is a sentence.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> manifest, string pem)
    {
        using ECDsa key = ECDsa.Create();
        Import(pem, "PRIVATE KEY", "EC PRIVATE KEY", (label, bytes) =>
        {
            if (label == "PRIVATE KEY")
                key.ImportPkcs8PrivateKey(bytes, out _);
            else
                key.ImportECPrivateKey(bytes, out _);
        });
        ExpectP256(key);
        return key.SignData(manifest, HashAlgorithmName.SHA256, Der);
    }

    /// <param name="pem">A public key.</param>
    /// <exception cref="CryptographicException">It is none; the message is a sentence.</exception>
    public static TrustedKey ReadPublic(string name, string pem)
    {
        using ECDsa key = ECDsa.Create();
        Import(pem, "PUBLIC KEY", "PUBLIC KEY", (label, bytes) => key.ImportSubjectPublicKeyInfo(bytes, out _));
        ExpectP256(key);
        return new TrustedKey(name, key.ExportSubjectPublicKeyInfo());
    }

    /// <returns>The key that signed exactly these bytes; null when none did.</returns>
    public static TrustedKey? SignerOf(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature, IReadOnlyList<TrustedKey> keys)
    {
        foreach (TrustedKey trusted in keys)
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(trusted.Key, out _);
            if (key.VerifyData(manifest, signature, HashAlgorithmName.SHA256, Der))
                return trusted;
        }
        return null;
    }

    private static void Import(string pem, string label, string orLabel, Action<string, byte[]> import)
    {
        foreach (string wanted in new[] { label, orLabel })
        {
            string begin = $"-----BEGIN {wanted}-----", end = $"-----END {wanted}-----";
            int from = pem.IndexOf(begin, StringComparison.Ordinal), to = pem.IndexOf(end, StringComparison.Ordinal);
            if (from < 0 || to < from)
                continue;
            if (pem.IndexOf(begin, to, StringComparison.Ordinal) >= 0)
                throw new CryptographicException($"It holds more than one {wanted}: give each a file of its own.");
            try
            {
                import(wanted, Convert.FromBase64String(pem[(from + begin.Length)..to]));
                return;
            }
            catch (Exception fault) when (fault is FormatException or CryptographicException)
            {
                throw new CryptographicException($"Its {wanted} cannot be read; make a new pair with `pibootbox seal --new-key FILE`.", fault);
            }
        }
        throw new CryptographicException($"It holds no {label} in PEM without a password; `pibootbox seal --new-key FILE` makes a pair.");
    }

    private static void ExpectP256(ECDsa key)
    {
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
            throw new CryptographicException("It is a key of another curve than P-256; `pibootbox seal --new-key FILE` makes a pair that fits.");
    }
}
