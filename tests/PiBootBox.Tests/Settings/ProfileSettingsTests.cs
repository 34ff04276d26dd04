using PiBootBox.Core;
using PiBootBox.Core.Profiles;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Settings;

public sealed class ProfileSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Nothing_set_is_the_drives_matter_and_arming_lasts_ten_minutes_or_one_machine() =>
        Assert.Equal(new ProfileRules(null, null, TimeSpan.FromMinutes(10), 1), Read("{}"));

    [Fact]
    public void All_of_it_can_be_set() => Assert.Equal(
        new ProfileRules("discs/rescue.iso", TimeSpan.Zero, TimeSpan.FromHours(2), 30),
        Read("""{ "profile": " discs/rescue.iso", "profileCountdown": 0, "arming": { "time": "02:00:00", "machines": 30 } }"""));

    [Theory]
    [InlineData("""{ "profile": " " }""", "The setting profile names nothing")]
    [InlineData("""{ "profileCountdown": -1 }""", "The setting profileCountdown says -1")]
    [InlineData("""{ "profileCountdown": 3601 }""", "The setting profileCountdown says 3601")]
    [InlineData("""{ "arming": { "time": "00:00:59" } }""", "The setting arming.time says 00:00:59")]
    [InlineData("""{ "arming": { "time": "2.00:00:00" } }""", "The setting arming.time says 2.00:00:00")]
    [InlineData("""{ "arming": { "machines": 0 } }""", "The setting arming.machines says 0")]
    [InlineData("""{ "arming": { "machines": 1001 } }""", "The setting arming.machines says 1001")]
    public void What_cannot_be_stops_the_start_with_the_cure(string json, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<CannotServeException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_flag_goes_before_the_file() =>
        Assert.Equal("local", ProfileSettings.Read(SettingsLoader.Load(Write("""{ "profile": "menu" }"""), [new("Profile", "local")])).Initial);

    private ProfileRules Read(string json) => ProfileSettings.Read(SettingsLoader.Load(Write(json), []));

    private string Write(string json)
    {
        File.WriteAllText(_file, json);
        return _file;
    }
}
