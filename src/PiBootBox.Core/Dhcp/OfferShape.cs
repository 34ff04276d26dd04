namespace PiBootBox.Core.Dhcp;

/// <summary>Where an answer names the boot file.</summary>
[Flags]
public enum FilePlaces : byte
{
    /// <summary>Nowhere: a Raspberry Pi knows its files.</summary>
    None = 0,
    /// <summary>The fixed field <c>file</c>.</summary>
    Field = 1,
    /// <summary>Option 67.</summary>
    Option = 2,
    Both = Field | Option,
}

/// <summary>What option 43 says.</summary>
public enum VendorOptions : byte
{
    /// <summary>It is left out.</summary>
    None,
    /// <summary>PXE discovery control: take the boot file of this answer and look for no boot server.</summary>
    NoBootServers,
    /// <summary>The boot menu that the ROM of a Raspberry Pi looks for.</summary>
    RaspberryPi,
    /// <summary>The same with three spaces behind the text, as the ROM of some Pi 3B wants it.</summary>
    RaspberryPiPadded,
}

/// <summary>
/// How the facts about booting are put into an answer. The facts are the same in each, but firmware differs in
/// which of them it stumbles over.
/// </summary>
/// <param name="Words">The end of "it gets the next form: ".</param>
/// <param name="HasClass">Option 60 tells a PXE client that the answer is about PXE. HTTP Boot gets its class in every shape.</param>
/// <param name="Broadcasts">Even to a client that says it hears unicast.</param>
internal readonly record struct OfferShape(string Words, bool HasClass, VendorOptions Vendor, FilePlaces File, bool Broadcasts = false);
