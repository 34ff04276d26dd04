using System.Buffers.Binary;

namespace PiBootBox.Wire.Dhcp;

/// <summary>Types of option 93, from the IANA registry; RFC 4578 itself had 7 and 9 the wrong way round.</summary>
public enum ClientArchitecture : ushort
{
    Bios = 0,
    EfiIa32 = 6,
    EfiX64 = 7,
    EfiX64Too = 9,
    EfiArm32 = 10,
    EfiArm64 = 11,
    EfiIa32Http = 15,
    EfiX64Http = 16,
    EfiArm32Http = 18,
    EfiArm64Http = 19,
    BiosHttp = 20,
    EfiRiscV64 = 27,
    EfiRiscV64Http = 28,
    EfiLoongArch64 = 39,
    EfiLoongArch64Http = 40,
    RaspberryPi = 41,
}

/// <summary>Option 93 is a list: a client may name several types, the best first. An odd byte at the end is passed over.</summary>
public ref struct ClientArchitectures(ReadOnlySpan<byte> option)
{
    private ReadOnlySpan<byte> _rest = option;

    public ClientArchitecture Current { get; private set; }

    public readonly ClientArchitectures GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < 2)
            return false;
        Current = (ClientArchitecture)BinaryPrimitives.ReadUInt16BigEndian(_rest);
        _rest = _rest[2..];
        return true;
    }
}
