namespace PiBootBox.Core.Images.Recognisers;

/// <summary>What a technician must know about Secure Boot before choosing an image.</summary>
internal static class Advice
{
    /// <summary>iPXE as it comes from Debian is not signed, so nothing behind it starts while Secure Boot is on.</summary>
    public static string ForKernel(FileFacts facts) =>
        !facts.IsEfiProgram ? ""
        : facts.Pe!.Value.HasSignature ? "Signed, but the boot menu in front of it is not: switch Secure Boot off."
        : "Not signed: switch Secure Boot off.";
}
