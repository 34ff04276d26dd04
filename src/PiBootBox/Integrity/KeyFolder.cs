using System.Security.Cryptography;
using PiBootBox.Core;
using PiBootBox.Core.Integrity;

namespace PiBootBox.Integrity;

/// <summary>The public keys that the box trusts: the <c>.pem</c> and <c>.pub</c> files of a folder.</summary>
internal static class KeyFolder
{
    public const string Default = "/etc/pibootbox/keys";

    private const int Most = 64, MostBytes = 16 * 1024;

    /// <returns>None where there is no such folder.</returns>
    /// <exception cref="CannotServeException">A file there is no key: leaving it out in silence would refuse what it signed.</exception>
    public static List<TrustedKey> Read(string folder)
    {
        var keys = new List<TrustedKey>();
        if (!Directory.Exists(folder))
            return keys;
        string reading = folder;
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            {
                if (Path.GetExtension(file) is not (".pem" or ".pub"))
                    continue;
                reading = file;
                if (keys.Count == Most || new FileInfo(file).Length > MostBytes)
                    throw new CannotServeException($"The key {file} was not read: the box takes {Most} keys of {MostBytes / 1024} KB at most. Take it away.");
                keys.Add(SealKeys.ReadPublic(Path.GetFileName(file), File.ReadAllText(file)));
            }
            return keys;
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CannotServeException($"The key {reading} cannot be used: {fault.Message} Only public keys belong there, as `pibootbox seal --new-key FILE` writes them to FILE.pub.", fault);
        }
    }
}
