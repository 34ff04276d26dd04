namespace PiBootBox.Bench;

internal static class TftpLoad
{
    public static int Run(string[] options) => Usage.Print("tftp");
}
