using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Answers;

/// <summary>What a token opens. Who reads one kind, in a log of the installed system, has nothing of the other.</summary>
public enum TokenUse : byte { Answers, Done }

/// <summary>
/// A machine's tokens: who it is, which of its installations they are for, and the first 128 bits of the HMAC-SHA256 of that under the box's secret. So nothing has to be remembered: an
/// installation takes longer than a power cut of the box, and a table of random tokens would be gone after it, or need a bound that
/// invented machines fill.
/// </summary>
/// <param name="secret">At least 32 random bytes, kept as long as machines may come back.</param>
public sealed class MachineTokens(byte[] secret)
{
    public const int SecretBytes = 32;

    private const int UuidBytes = 16, RunBytes = 4, TagBytes = 16;
    private const int LeastId = MacAddress.Length + RunBytes, MostId = LeastId + UuidBytes;

    /// <summary>Letters, digits, <c>-</c> and <c>_</c>: 35 of them, or 56 for a machine with a UUID.</summary>
    /// <param name="run">As <see cref="Installation.Run"/> counts: what an earlier installation was given opens nothing of this one.</param>
    public string For(MachineId machine, TokenUse use, uint run)
    {
        Span<byte> token = stackalloc byte[MostId + TagBytes];
        int id = Write(machine, run, token);
        Tag(token[..id], use, token[id..]);
        return Base64Url.EncodeToString(token[..(id + TagBytes)]);
    }

    /// <returns>False for what this box has not given out for that use.</returns>
    public bool TryRead(ReadOnlySpan<char> token, TokenUse use, out MachineId machine, out uint run)
    {
        (machine, run) = (default, 0);
        Span<byte> bytes = stackalloc byte[MostId + TagBytes];
        if (token.Length > Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(token, out int length)
            || length != LeastId + TagBytes && length != bytes.Length)
            return false;
        Base64Url.DecodeFromChars(token, bytes);
        int id = length - TagBytes;
        Span<byte> tag = stackalloc byte[TagBytes];
        Tag(bytes[..id], use, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, bytes[id..length]))
            return false;
        run = BinaryPrimitives.ReadUInt32BigEndian(bytes[MacAddress.Length..]);
        machine = new MachineId(MacAddress.Read(bytes), id == MostId ? new Guid(bytes[LeastId..MostId], bigEndian: true) : Guid.Empty);
        return true;
    }

    private static int Write(MachineId machine, uint run, Span<byte> id)
    {
        machine.Mac.Write(id);
        BinaryPrimitives.WriteUInt32BigEndian(id[MacAddress.Length..], run);
        if (machine.Uuid == Guid.Empty)
            return LeastId;
        machine.Uuid.TryWriteBytes(id[LeastId..], bigEndian: true, out _);
        return MostId;
    }

    private void Tag(ReadOnlySpan<byte> id, TokenUse use, Span<byte> tag)
    {
        Span<byte> message = stackalloc byte[1 + MostId];
        message[0] = (byte)use;
        id.CopyTo(message[1..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, message[..(1 + id.Length)], whole);
        whole[..TagBytes].CopyTo(tag);
    }
}
