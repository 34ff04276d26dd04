namespace PiBootBox.Core.Answers.Installers;

/// <summary>Ubuntu's installer, which cloud-init starts. Without <c>autoinstall</c> it would ask before it erases the disk.</summary>
internal static class Subiquity
{
    /// <summary>cloud-init asks for these beside user-data, and takes none of it when they are absent; they may be empty.</summary>
    public static readonly string[] Empty = ["meta-data", "vendor-data", "network-config"];

    /// <param name="answers">Ends with a slash: cloud-init appends the names.</param>
    public static string Arguments(string answers) => $"autoinstall ds=nocloud-net;s={answers}";
}
