using PiBootBox.Core;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
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
        // Loaders are the box's own, like its program, and not sealed: on a drive, anybody could bring others.
        string drive = Path.GetFullPath(settings.Drive).TrimEnd('/') + "/", loaders = Path.GetFullPath(settings.Loaders) + "/";
        if (settings.RequireSigned && loaders.StartsWith(drive, StringComparison.Ordinal))
            throw new CannotServeException($"The setting requireSigned is on, and the boot loaders lie on the drive ({settings.Loaders}), where nobody signed them: keep them in a folder of the box.");
        return new SealPolicy(keys, settings.RequireSigned);
    }
}
