using PiBootBox.Core;
using PiBootBox.Core.Integrity;
using PiBootBox.Drive;
using PiBootBox.Integrity;

namespace PiBootBox.Settings;

/// <summary>What the settings ask of drives.</summary>
internal static class SealSettings
{
    /// <exception cref="CannotServeException">Signatures are asked for that none could have, or that could be gone round.</exception>
    public static SealPolicy Read(BoxSettings settings)
    {
        List<TrustedKey> keys = KeyFolder.Read(settings.Keys);
        if (settings.RequireSigned && keys.Count == 0)
            throw new CannotServeException($"The setting requireSigned is on, and no public key lies in {settings.Keys}: make a pair with 'pibootbox seal --new-key FILE', and copy FILE.pub there.");
        if (settings.RequireSigned)
            ExpectApart(settings);
        return new SealPolicy(keys, settings.RequireSigned);
    }

    /// <summary>Loaders and keys are the box's own, like its program, and nobody signs them: on a drive, anybody could bring others.</summary>
    private static void ExpectApart(BoxSettings settings)
    {
        string drive = RealPath.Of(Path.GetFullPath(settings.Drive)), loaders = RealPath.Of(Path.GetFullPath(settings.Loaders));
        if (IsWithin(loaders, drive))
            throw new CannotServeException($"The setting requireSigned is on, and the boot loaders lie on the drive ({settings.Loaders}), where nobody signed them: keep them in a folder of the box.");
        if (IsWithin(drive, loaders))
            throw new CannotServeException($"The setting requireSigned is on, and the drive ({settings.Drive}) lies in the folder of boot loaders, out of which everything is handed out: keep them apart.");
        if (IsWithin(RealPath.Of(Path.GetFullPath(settings.Keys)), drive))
            throw new CannotServeException($"The setting requireSigned is on, and the keys that it goes by lie on the drive ({settings.Keys}): keep them in a folder of the box.");
    }

    private static bool IsWithin(string folder, string other) => $"{folder}/".StartsWith(other.TrimEnd('/') + "/", StringComparison.Ordinal);
}
