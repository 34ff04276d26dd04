using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>What the DHCP answer says about booting.</summary>
/// <param name="FileName">Option 67 and <c>file</c>, as ASCII bytes without a terminator; empty when the machine gets none.</param>
/// <param name="Reason">For the journal: why this file, or why none.</param>
public sealed record BootFile(ReadOnlyMemory<byte> FileName, string Reason)
{
    /// <summary><see cref="FileName"/> as text, made once: the journal wants it with every answer.</summary>
    public string Name { get; } = Encoding.ASCII.GetString(FileName.Span);
}

/// <summary>The DHCP mouth of <c>BootPlanner</c>. Answers from a cache: no allocation in the steady state, callable from any thread.</summary>
public interface IBootFiles
{
    /// <param name="box">The box's own address towards this machine: URLs carry it.</param>
    BootFile For(MachineId machine, PxeClient client, Ipv4 box);
}
