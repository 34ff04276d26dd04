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
        private const string Below = BoxMachinesReader.Key + ":";

        public override void Load(Stream stream)
        {
            base.Load(stream);
            foreach (string key in Data.Keys.Where(IsOfMachines).ToArray())
                Data.Remove(key);
        }

        private static bool IsOfMachines(string key) =>
            key.Equals(BoxMachinesReader.Key, StringComparison.OrdinalIgnoreCase) || key.StartsWith(Below, StringComparison.OrdinalIgnoreCase);
    }
}
