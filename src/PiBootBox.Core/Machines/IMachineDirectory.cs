using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>Who has an address: by a lease of the box, or by what its REQUEST to another server told.</summary>
public interface IMachineDirectory
{
    /// <summary>Callable from any thread.</summary>
    /// <returns>Null where nobody is known to have it.</returns>
    MachineId? MachineAt(Ipv4 address);
}
