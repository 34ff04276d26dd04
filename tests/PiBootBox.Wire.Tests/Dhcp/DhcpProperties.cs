using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Wire.Tests.Dhcp;

public class DhcpProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly byte[] Header =
        new ClientMessage(DhcpMessageType.Discover, new MacAddress(0x525400123456)).ToBytes()[..240];

    /// <summary>Reads everything there is to read.</summary>
    private static int Touch(ReadOnlySpan<byte> bytes)
    {
        if (!DhcpMessage.TryParse(bytes, out DhcpMessage message, out _))
            return 0;
        Span<byte> joined = stackalloc byte[64];
        int sum = DhcpText.Of(message).Length + message.Join(DhcpCode.ClientId, joined);
        _ = (message.LeaseSeconds, message.MaxMessageSize, message.ServerId, message.RequestedAddress);
        foreach (DhcpOption option in message.Options)
        {
            sum += UserClass.Contains(option.Value, "iPXE"u8) ? 1 : 0;
            sum += MachineUuid.TryRead(option.Value, out _) ? 1 : 0;
            sum += (int)AgentInformation.ReadLinkSelection(option.Value).Value;
            foreach (ClientArchitecture architecture in new ClientArchitectures(option.Value))
                sum += (int)architecture;
            foreach (DhcpOption sub in OptionWalk.Options(option.Value))
                sum += sub.Value.Length;
        }
        return sum;
    }

    [Fact]
    public void No_bytes_throw() => Prop.ForAll<byte[]>(bytes => Touch(bytes)).Check(Thorough);

    [Fact]
    public void No_option_area_throws() => Prop.ForAll<byte[]>(area => Touch([.. Header, .. area])).Check(Thorough);

    [Fact]
    public void No_option_area_in_file_and_sname_throws() => Prop.ForAll<byte[], byte[]>((file, sname) =>
    {
        byte[] bytes = [.. Header, DhcpCode.MessageType, 1, 1, DhcpCode.Overload, 1, 3, DhcpCode.End];
        file.AsSpan(0, Math.Min(file.Length, 128)).CopyTo(bytes.AsSpan(108));
        sname.AsSpan(0, Math.Min(sname.Length, 64)).CopyTo(bytes.AsSpan(44));
        Touch(bytes);
    }).Check(Thorough);

    [Fact]
    public void No_spoilt_byte_and_no_cut_of_a_real_message_throws()
    {
        byte[] real = PcapFile.Read("bios-ipxe-rom")[0][42..];
        var spoilt =
            from at in Gen.Choose(0, real.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(0, real.Length)
            select (at, (byte)value, length);
        Prop.ForAll(spoilt.ToArbitrary(), spoil =>
        {
            byte[] bytes = (byte[])real.Clone();
            bytes[spoil.at] = spoil.Item2;
            Touch(bytes);
            Touch(bytes.AsSpan(0, spoil.length));
        }).Check(Thorough);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var options =
            from count in Gen.Choose(0, 12)
            from list in Gen.ListOf(
                from code in Gen.Choose(60, 254).Where(code => code != DhcpCode.AgentInformation)
                from length in Gen.Choose(0, 300)
                from fill in Gen.Choose(0, 255)
                select ((byte)code, Enumerable.Repeat((byte)fill, length).ToArray()), count)
            from room in Gen.Choose(300, 1472)
            from agent in Gen.Choose(0, 255)
            select (list, room, agent);
        Prop.ForAll(options.ToArbitrary(), wanted =>
        {
            byte[] asked = new ClientMessage(DhcpMessageType.Request, new MacAddress(0x525400123456))
                .With(DhcpCode.AgentInformation, new byte[wanted.agent]).ToBytes();
            DhcpMessage.TryParse(asked, out DhcpMessage request, out _);
            byte[] buffer = new byte[1472];
            buffer.AsSpan().Fill(0xA5);
            var writer = new DhcpWriter(buffer, request, DhcpMessageType.Ack, wanted.room);
            var written = new List<(byte Code, byte[] Value)> { (DhcpCode.MessageType, [(byte)DhcpMessageType.Ack]) };
            foreach ((byte code, byte[] value) in wanted.list)
            {
                if (writer.Add(code, value))
                    written.Add((code, value));
            }
            int length = writer.Finish();
            if (wanted.agent + 300 + 2 <= wanted.room)
                written.Add((DhcpCode.AgentInformation, new byte[wanted.agent]));

            Assert.InRange(length, 300, wanted.room);
            Assert.Equal(0xA5, buffer.Length > length ? buffer[length] : 0xA5);
            Assert.True(DhcpMessage.TryParse(buffer.AsSpan(0, length), out DhcpMessage reply, out DhcpFlaw flaw), flaw.ToString());
            var read = new List<(byte Code, byte[] Value)>();
            foreach (DhcpOption option in reply.Options)
                read.Add((option.Code, option.Value.ToArray()));
            Assert.Equal(written.Select(o => (o.Code, Convert.ToHexString(o.Value))), read.Select(o => (o.Code, Convert.ToHexString(o.Value))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
