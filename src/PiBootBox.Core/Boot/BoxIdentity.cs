namespace PiBootBox.Core.Boot;

/// <summary>How the box names itself to PCs, and where its HTTP server listens.</summary>
/// <param name="Name">The box's host name: shown in the menu.</param>
/// <param name="HttpPort">1 to 65535.</param>
public sealed record BoxIdentity(string Name, int HttpPort = 80);
