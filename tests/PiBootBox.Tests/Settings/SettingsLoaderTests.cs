using PiBootBox.Core;
using PiBootBox.Core.Roles;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pibootbox-settings-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Nothing_needs_to_be_set()
    {
        BoxSettings settings = Load("{}");
        Assert.Empty(settings.Interfaces);
        Assert.Equal(80, settings.HttpPort);
        Assert.True(settings.Dhcp.Probe);
        Assert.Null(settings.Dhcp.Router);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        BoxSettings settings = Load("""
            {
              // the socket by the door
              "interfaces": ["eth1"], /* only that one */
              "dhcp": {
                "leaseTime": "2.00:00:00",
                "dns": ["10.0.0.1", "10.0.0.2"],
                "reservations": [{ "mac": "52:54:00:00:00:01", "address": "10.0.0.7" }],
              },
            }
            """);
        Assert.Equal(["eth1"], settings.Interfaces);
        Assert.Equal(TimeSpan.FromDays(2), settings.Dhcp.LeaseTime);
        Assert.Equal(2, settings.Dhcp.Dns.Length);
        Assert.Equal("52:54:00:00:00:01", Assert.Single(settings.Dhcp.Reservations).Mac);
    }

    [Fact]
    public void A_flag_wins_over_the_file()
    {
        BoxSettings settings = Load("""{ "drive": "/a", "state": "/b" }""", KeyValuePair.Create("Drive", (string?)"/c"));
        Assert.Equal("/c", settings.Drive);
        Assert.Equal("/b", settings.State);
    }

    [Fact]
    public void A_list_in_the_flags_replaces_the_list_of_the_file()
    {
        BoxSettings settings = Load("""{ "interfaces": ["eth0", "eth1"] }""", KeyValuePair.Create("Interfaces:0", (string?)"eth2"));
        Assert.Equal(["eth2"], settings.Interfaces);
    }

    [Fact]
    public void A_port_has_the_role_of_all_or_one_of_its_own()
    {
        BoxSettings settings = Load("""{ "role": "proxy", "roles": { "eth1": "Server", "eth2": "off" } }""");
        Assert.Equal(
            [RoleSetting.Proxy, RoleSetting.Server, RoleSetting.Off],
            new[] { "eth0", "eth1", "eth2" }.Select(port => RoleSettings.Of(settings, port)));
        Assert.Equal(RoleSetting.Auto, RoleSettings.Of(Load("{}"), "eth0"));
        Assert.Equal(RoleSetting.Server, RoleSettings.Of(Load("{}", KeyValuePair.Create("Role", (string?)"server")), "eth0"));
    }

    [Theory]
    [InlineData("""{ "role": "master" }""", "role says 'master'")]
    [InlineData("""{ "roles": { "eth1": "on" } }""", "roles.eth1 says 'on'")]
    [InlineData("""{ "role": "1" }""", "role says '1'")]
    public void What_is_no_role_is_named_with_the_roles_that_are(string json, string named)
    {
        string sentence = Assert.Throws<CannotServeException>(() => Load(json)).Message;
        Assert.Contains(named, sentence);
        Assert.Contains("auto, server, proxy or off", sentence);
    }

    [Fact]
    public void Null_is_as_good_as_nothing()
    {
        BoxSettings settings = Load("""{ "dhcp": null, "interfaces": null, "role": null, "roles": null }""");
        Assert.Empty(settings.Interfaces);
        Assert.True(settings.Dhcp.Probe);
    }

    [Theory]
    [InlineData("Drive", "", "drive")]
    [InlineData("State", " ", "state")]
    [InlineData("HttpPort", "70000", "70000")]
    [InlineData("HttpPort", "0", "httpPort")]
    [InlineData("UefiLoader", "grub", "uefiLoader")]
    public void A_value_that_cannot_be_used_is_named(string key, string value, string named) =>
        Assert.Contains(named, Assert.Throws<CannotServeException>(() => Load("{}", KeyValuePair.Create(key, (string?)value))).Message);

    [Theory]
    [InlineData("{\n  \"drive\": \"/a\"\n  \"state\": \"/b\"\n}", "line 3")]
    [InlineData("", "line 1")]
    [InlineData("{ \"httpPort\": \"eighty\" }", "HttpPort")]
    [InlineData("{ \"drvie\": \"/a\" }", "drvie")]
    [InlineData("{ \"dhcp\": { \"leaseTime\": \"soon\" } }", "LeaseTime")]
    public void A_broken_file_is_one_sentence_that_names_the_place(string json, string place)
    {
        CannotServeException fault = Assert.Throws<CannotServeException>(() => Load(json));
        Assert.Contains(_file, fault.Message);
        Assert.Contains(place, fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_named_file_must_exist()
    {
        CannotServeException fault = Assert.Throws<CannotServeException>(() => SettingsLoader.Load(_file, []));
        Assert.Contains("does not exist", fault.Message);
    }

    private BoxSettings Load(string json, params KeyValuePair<string, string?>[] flags)
    {
        File.WriteAllText(_file, json);
        return SettingsLoader.Load(_file, flags);
    }
}
