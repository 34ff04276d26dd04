using System.Security.Cryptography;
using PiBootBox.Core.Integrity;

namespace PiBootBox.Core.Tests.Integrity;

public class SealKeysTests
{
    private static readonly byte[] Manifest = "what the drive holds"u8.ToArray();

    [Fact]
    public void A_signature_holds_for_its_key_and_for_these_bytes_alone()
    {
        (string own, string ownPublic) = SealKeys.Create();
        (_, string otherPublic) = SealKeys.Create();
        TrustedKey key = SealKeys.ReadPublic("own.pem", ownPublic), other = SealKeys.ReadPublic("other.pem", otherPublic);
        byte[] signature = SealKeys.Sign(Manifest, own);

        Assert.Equal("own.pem", SealKeys.SignerOf(Manifest, signature, [other, key])?.Name);
        Assert.Null(SealKeys.SignerOf(Manifest, signature, [other]));
        Assert.Null(SealKeys.SignerOf(Manifest, signature, []));
        Assert.Null(SealKeys.SignerOf(Manifest.AsSpan(1), signature, [key]));
    }

    [Fact]
    public void Every_altered_byte_and_every_truncation_of_a_signature_is_refused()
    {
        (string own, string ownPublic) = SealKeys.Create();
        TrustedKey key = SealKeys.ReadPublic("own.pem", ownPublic);
        byte[] signature = SealKeys.Sign(Manifest, own);
        for (int at = 0; at < signature.Length; at++)
        {
            byte[] altered = [.. signature];
            altered[at] ^= 0x10;
            Assert.Null(SealKeys.SignerOf(Manifest, altered, [key]));
            Assert.Null(SealKeys.SignerOf(Manifest, signature.AsSpan(0, at), [key]));
        }
        Assert.Null(SealKeys.SignerOf(Manifest, [.. signature, 0], [key]));
    }

    [Fact]
    public void What_is_no_fitting_key_is_a_sentence()
    {
        (string own, string ownPublic) = SealKeys.Create();
        using ECDsa wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.All(
            new[] { "", "hello", own, ownPublic.Replace("A", "!"), ownPublic.Replace("MFkw", "MFkx"), wide.ExportSubjectPublicKeyInfoPem() },
            pem => Assert.EndsWith(".", Assert.Throws<CryptographicException>(() => SealKeys.ReadPublic("k", pem)).Message.Split(';')[^1] + "."));
        Assert.Throws<CryptographicException>(() => SealKeys.Sign(Manifest, ownPublic));
        Assert.Throws<CryptographicException>(() => SealKeys.Sign(Manifest, wide.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void A_key_of_openssls_older_form_signs_too()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TrustedKey key = SealKeys.ReadPublic("k", pair.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(key, SealKeys.SignerOf(Manifest, SealKeys.Sign(Manifest, pair.ExportECPrivateKeyPem()), [key]));
    }
}
