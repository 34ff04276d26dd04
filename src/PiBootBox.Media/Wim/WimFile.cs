namespace PiBootBox.Media.Wim;

public enum WimCompression
{
    None,
    Xpress,
    Lzx,
    Lzms,
    Unknown,
}

/// <summary>Processor numbers of Windows (PROCESSOR_ARCHITECTURE_…), as the list of images has them.</summary>
public enum WimArchitecture
{
    X86 = 0,
    Arm = 5,
    X64 = 9,
    Arm64 = 12,
}

/// <summary>One of the systems in a WIM file.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Name">Untrusted text, as the description is; empty where there is none.</param>
/// <param name="Architecture">Null where the list does not say: wimlib leaves it out of what is no Windows.</param>
/// <param name="TotalBytes">Of its files, unpacked; 0 where the list does not say.</param>
public sealed record WimImage(int Index, string Name, string Description, WimArchitecture? Architecture, long TotalBytes);

/// <summary>A Windows imaging file: its header, and the systems that it lists.</summary>
/// <param name="IsEsd">The newer version, of .esd files: LZMS, or many files packed as one. wimboot takes no files out of it.</param>
/// <param name="Part">From 1; more than one of <paramref name="Parts"/> in a split file (.swm).</param>
/// <param name="BootIndex">Of the image that starts; 0 where none is to.</param>
/// <param name="ImageCount">As the header says, which holds even where the list cannot be read.</param>
/// <param name="Images">In the order of their index.</param>
/// <param name="Flaw">A sentence: why the list of images cannot be read; null where it could.</param>
public sealed record WimFile(
    WimCompression Compression, bool IsEsd, int Part, int Parts, int BootIndex, int ImageCount,
    IReadOnlyList<WimImage> Images, string? Flaw)
{
    public bool IsSplit => Parts > 1;

    public bool IsBootable => BootIndex > 0;
}
