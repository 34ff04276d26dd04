using System.CommandLine;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PiBootBox.Hosting;

namespace PiBootBox.Commands;

/// <summary><c>pibootbox version</c>: the program's version, the runtime that it carries and whose drivers.</summary>
public static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version, and the runtime inside");
        command.SetAction(_ =>
        {
            string version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            string kind = RuntimeFeature.IsDynamicCodeCompiled ? "just-in-time" : "native";
            Console.WriteLine($"pibootbox {version} ({RuntimeInformation.FrameworkDescription}, {PlatformParts.Kind}, {kind}, {RuntimeInformation.RuntimeIdentifier})");
            return 0;
        });
        return command;
    }
}
