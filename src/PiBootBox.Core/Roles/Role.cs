namespace PiBootBox.Core.Roles;

/// <summary>What a person set for a port.</summary>
public enum RoleSetting
{
    /// <summary>The box finds out, and goes on finding out.</summary>
    Auto,
    /// <summary>It gives addresses, whoever else does.</summary>
    Server,
    /// <summary>It only boots machines; addresses are another server's.</summary>
    Proxy,
    /// <summary>No DHCP on that port, nor any question: files only, for whom another server sends here.</summary>
    Off,
}

/// <summary>What the box does on a port now.</summary>
public enum Role
{
    /// <summary>It does not know yet who else is there, and answers nobody.</summary>
    Listening,
    /// <summary>It gives addresses and boots machines.</summary>
    Server,
    /// <summary>Another server gives the addresses; the box boots machines (ProxyDHCP).</summary>
    Proxy,
    /// <summary>Another box or PXE service boots the machines, so this one answers nobody.</summary>
    StandingBy,
    /// <summary>A person switched it off.</summary>
    Off,
}
