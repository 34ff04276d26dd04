namespace PiBootBox.Core.Images.Recognisers;

/// <summary>The names that distributions give to kernels and RAM disks.</summary>
internal static class BootFileNames
{
    private static readonly string[] Kernels = ["vmlinuz", "bzimage", "linux", "kernel", "image"];
    private static readonly string[] Initrds = ["initrd", "initramfs"];
    private static readonly string[] LoneKernels = ["memtest", "mt86"];
    private static readonly string[] LoneKernelEnds = [".lkrn", ".krn", ".bin"];
    private static readonly string[] Decoration = [".img", ".gz", ".xz", ".lz", ".lz4", ".lzma", ".zst", ".cpio", ".bin", ".efi"];

    public static bool IsKernel(string name) => StartsWith(name, Kernels);

    public static bool IsInitrd(string name) => StartsWith(name, Initrds);

    public static bool IsLoneKernel(string name) =>
        StartsWith(name, LoneKernels) || IsKernel(name)
        || LoneKernelEnds.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>Nobody gives such a name to anything else: a file that is no kernel in spite of it deserves a word.</summary>
    public static bool PromisesKernel(string name) =>
        name.StartsWith("vmlinuz", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("bzimage", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// What kernel and RAM disk of one system share: "6.1.0-37-amd64" of <c>vmlinuz-6.1.0-37-amd64</c>
    /// and <c>initrd.img-6.1.0-37-amd64</c>, "linux" of Arch's pair; often empty.
    /// </summary>
    public static string Flavour(string name)
    {
        string stem = Kernels.Concat(Initrds).First(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        string rest = name[stem.Length..];
        for (bool again = true; again;)
        {
            again = false;
            foreach (string d in Decoration)
            {
                if (rest.EndsWith(d, StringComparison.OrdinalIgnoreCase))
                    (rest, again) = (rest[..^d.Length], true);
                if (rest.StartsWith(d + "-", StringComparison.OrdinalIgnoreCase))
                    (rest, again) = (rest[d.Length..], true);
            }
        }
        return rest.TrimStart('-', '.', '_');
    }

    private static bool StartsWith(string name, string[] stems) =>
        stems.Any(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase));
}
