using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Integrity;

namespace PiBootBox.Core.Tests.Integrity;

public class SealKeysTests
{
    [Fact]
    public void Two_keys_in_one_file_are_not_taken_for_one()
    {
        string twice = SealKeys.Create().Public + SealKeys.Create().Public;

        Assert.Contains("more than one PUBLIC KEY", Assert.Throws<CryptographicException>(() => SealKeys.ReadPublic("two.pub", twice)).Message);
    }

    [Fact]
    public void No_bytes_beside_a_manifest_are_a_signature_or_make_the_check_throw()
    {
        (string secret, string open) = SealKeys.Create();
        byte[] manifest = [1, 2, 3], signature = SealKeys.Sign(manifest, secret);
        TrustedKey[] keys = [SealKeys.ReadPublic("own", open)];
        Assert.NotNull(SealKeys.SignerOf(manifest, signature, keys));

        Prop.ForAll<byte[]>(bytes => SealKeys.SignerOf(manifest, bytes, keys) is null).QuickCheckThrowOnFailure();
        for (int at = 0; at < signature.Length; at++)
        {
            byte[] altered = [.. signature];
            altered[at] ^= 0x40;
            Assert.Null(SealKeys.SignerOf(manifest, altered, keys));
            Assert.Null(SealKeys.SignerOf(manifest, signature.AsSpan(0, at), keys));
        }
    }

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
