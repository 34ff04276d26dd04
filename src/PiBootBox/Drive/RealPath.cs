namespace PiBootBox.Drive;

/// <summary>A folder's path without links: the kernel lists mounts by such paths alone.</summary>
internal static class RealPath
{
    /// <param name="folder">Absolute. What of it is not there, or leads nowhere, stays as it is.</param>
    public static string Of(string folder)
    {
        string real = "/";
        foreach (string name in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            try
            {
                real = new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target ? Of(target.FullName) : real;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A ring of links: whoever reads the folder tells it.
            }
        }
        return real;
    }
}
