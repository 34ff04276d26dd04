using PiBootBox.Core;
using PiBootBox.Core.Roles;

namespace PiBootBox.Settings;

/// <summary>What a person set for each port: <c>roles</c> by its name, <c>role</c> for all others.</summary>
public static class RoleSettings
{
    /// <exception cref="CannotServeException">A text that is no role.</exception>
    public static RoleSetting Of(BoxSettings settings, string port) => settings.Roles.TryGetValue(port, out string? own)
        ? Read(own, $"roles.{port}")
        : Read(settings.Role, "role");

    /// <exception cref="CannotServeException">One of them is no role.</exception>
    public static void Check(BoxSettings settings)
    {
        Read(settings.Role, "role");
        foreach ((string port, string role) in settings.Roles)
            Read(role, $"roles.{port}");
    }

    private static RoleSetting Read(string? text, string setting) => text?.ToLowerInvariant() switch
    {
        "auto" => RoleSetting.Auto,
        "server" => RoleSetting.Server,
        "proxy" => RoleSetting.Proxy,
        "off" => RoleSetting.Off,
        _ => throw new CannotServeException(
            $"The setting {setting} says '{text}', which is no role: give auto, server, proxy or off, or leave it out for auto."),
    };
}
