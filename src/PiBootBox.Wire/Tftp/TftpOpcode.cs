namespace PiBootBox.Wire.Tftp;

/// <summary>The first two bytes of every TFTP packet (RFC 1350 section 5, RFC 2347).</summary>
public enum TftpOpcode : ushort
{
    None = 0,
    ReadRequest = 1,
    WriteRequest = 2,
    Data = 3,
    Ack = 4,
    Error = 5,
    OptionAck = 6,
}

/// <summary>Error codes of RFC 1350 (appendix) and RFC 2347 (8).</summary>
public enum TftpErrorCode : ushort
{
    /// <summary>Not defined: the message says what.</summary>
    Undefined = 0,
    FileNotFound = 1,
    AccessViolation = 2,
    DiskFull = 3,
    IllegalOperation = 4,
    UnknownTransfer = 5,
    FileExists = 6,
    NoSuchUser = 7,
    OptionsRefused = 8,
}

/// <summary>How the file's bytes are written on the wire. The "mail" mode is obsolete and counts as unknown.</summary>
public enum TftpMode : byte
{
    Unknown = 0,
    Octet,
    /// <summary>Text with CR LF line ends (RFC 764): see <see cref="Netascii"/>.</summary>
    Netascii,
}
