using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// What Windows Setup gets beside its boot.wim: wimboot puts both into \Windows\System32, where winpeshl.exe looks for the first one. The
/// script waits for the network and looks for what is to be installed: on a disk or stick of the PC, else from the box by curl.
/// </summary>
internal static class WindowsScripts
{
    private const string MediaType = "text/plain; charset=us-ascii";

    /// <param name="install">install.wim or install.esd; null where the medium has none, or one in parts.</param>
    /// <param name="root">Of the medium.</param>
    /// <returns>In the order in which they are loaded.</returns>
    public static LoadedFile[] For(FileEntry? install, string root) =>
    [
        new("winpeshl.ini", new MemoryEntry("[LaunchApps]\r\n\"startnet.cmd\"\r\n"u8.ToArray(), MediaType)),
        new("startnet.cmd", new TemplateEntry(Script(install is null ? null : install.Path[root.Length..].TrimStart('/')), MediaType)),
    ];

    private static string Script(string? install)
    {
        var script = new StringBuilder();
        Add(script, """
            @echo off
            echo Windows Setup, started by the box at {box}.
            wpeinit
            wpeutil WaitForNetwork
            set answers=
            if exist %SystemRoot%\System32\autounattend.xml set answers=/unattend:%SystemRoot%\System32\autounattend.xml
            for %%d in (C D E F G H I J K L M N O P Q R S T U V W Y Z) do if exist %%d:\sources\install.* goto setup
            """);
        if (install is not null)
        {
            // Copied to a disk of the PC, for Setup takes no URL. Which one, only a person may say.
            string name = Recognition.NameOf(install);
            Add(script, $$"""
                echo No disk or stick of this PC holds {{name}}. The box has it:
                echo   {files}/content/{{install}}
                where curl.exe >nul 2>&1
                if errorlevel 1 goto nocurl
                echo Name a formatted drive with room for it that Setup will not erase, such as a USB stick.
                echo Press Enter alone for a command line.
                set drive=
                set /p drive=Letter: 
                if not defined drive goto shell
                set drive=%drive:~0,1%
                curl.exe --fail --output %drive%:\{{name}} {files}/content/{{install}}
                if errorlevel 1 goto shell
                X:\sources\setup.exe /installfrom:%drive%:\{{name}} %answers%
                goto shell
                :nocurl
                echo This Windows PE has no curl.exe to fetch it. Put the medium's files on a USB stick and plug it in,
                echo or connect a share that holds them (net use), and start setup.exe there.
                """);
        }
        else
        {
            Add(script, """
                echo No disk or stick of this PC holds the files to install. Put the medium's files on a USB stick and plug it in,
                echo or connect a share that holds them (net use), and start setup.exe there.
                """);
        }
        Add(script, """
            :shell
            cmd.exe
            exit /b
            :setup
            X:\sources\setup.exe %answers%
            goto shell
            """);
        return script.ToString();
    }

    /// <summary>cmd.exe finds a label only behind a line of Windows' own ending.</summary>
    private static void Add(StringBuilder script, string lines)
    {
        foreach (string line in lines.Split('\n'))
            script.Append(line.TrimEnd('\r')).Append("\r\n");
    }
}
