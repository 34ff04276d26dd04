using PiBootBox.Linux.Storage;

namespace PiBootBox.Linux.Tests.Storage;

public sealed class VolumesTests : IDisposable
{
    private readonly string _udev = Directory.CreateTempSubdirectory("pbx-udev-").FullName;

    public void Dispose() => Directory.Delete(_udev, recursive: true);

    [Fact]
    public void A_file_system_is_called_what_udev_calls_it()
    {
        File.WriteAllText(Path.Combine(_udev, "b8:17"), "S:disk/by-uuid/1A2B-3C4D\nE:ID_FS_LABEL=STICK\nE:ID_FS_UUID=1A2B-3C4D\nE:ID_FS_UUID_ENC=1A2B-3C4D\n");

        Assert.Equal("1A2B-3C4D", Volumes.IdOf("8:17", _udev));
    }

    [Fact]
    public void Nobody_knows_what_is_on_no_device_or_has_an_endless_name()
    {
        File.WriteAllText(Path.Combine(_udev, "b8:18"), "E:ID_FS_UUID=" + new string('a', 100));
        Directory.CreateDirectory(Path.Combine(_udev, "b8:19"));

        foreach (string device in new[] { "8:18", "8:19", "0:42", "" })
            Assert.Equal("", Volumes.IdOf(device, _udev));
    }
}
