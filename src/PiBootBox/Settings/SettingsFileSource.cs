using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using PiBootBox.Core.Machines;

namespace PiBootBox.Settings;

/// <summary>The box's settings file without its list of machines, which <see cref="BoxMachinesReader"/> reads.</summary>
internal sealed class SettingsFileSource : JsonConfigurationSource
{
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new Provider(this);
    }

    private sealed class Provider(SettingsFileSource source) : JsonConfigurationProvider(source)
    {
        public override void Load(Stream stream)
        {
            using var file = new MemoryStream();
            stream.CopyTo(file);
            // The framework stops at a key that stands twice, and one machine's entry must not stop the box.
            base.Load(new MemoryStream(BoxMachinesReader.WithoutMachines(file.ToArray())));
        }
    }
}
