namespace PiBootBox.Core.Boot;

/// <summary>How the box names itself to PCs, and where its HTTP server listens.</summary>
/// <param name="name">The box's host name: shown in the menu. Asked each time, for a box is named after its network port, which may come after the program's start.</param>
/// <param name="httpPort">1 to 65535.</param>
public sealed class BoxIdentity(Func<string> name, int httpPort = 80)
{
    public BoxIdentity(string name, int httpPort = 80)
        : this(() => name, httpPort)
    {
    }

    public string Name => name();

    public int HttpPort { get; } = httpPort;
}
