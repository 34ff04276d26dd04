namespace PiBootBox.Core.Images.Recognisers;

/// <summary>What a technician must know about Secure Boot before choosing an image.</summary>
internal static class Advice
{
    /// <summary>What starts behind Debian's shim and GRUB is what Debian signed, and what the firmware itself trusts.</summary>
    public static string ForKernel(FileFacts facts) => !facts.IsEfiProgram ? "" : facts.Signer switch
    {
        Signer.Debian => "Signed by Debian: it starts with Secure Boot on.",
        Signer.Microsoft => "Signed by Microsoft: it starts with Secure Boot on.",
        Signer.Other => "Signed, but not by Debian: put its own distribution's shim and GRUB into the loader folder, or switch Secure Boot off.",
        _ => "Not signed: switch Secure Boot off.",
    };
}
