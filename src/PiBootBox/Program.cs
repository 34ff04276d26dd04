using System.CommandLine;
using PiBootBox.Commands;
using PiBootBox.Linux.Files;

var root = new RootCommand("PiBootBox: boots any PC on the switch from the images on the drive.")
{
    RunCommand.Create(),
    ImagesCommand.Create(_ => new BeneathOpener()),
    VerifyCommand.Create(() => new BeneathOpener()),
    SealCommand.Create(() => new BeneathOpener()),
    DriveCommand.Create(),
    MachinesCommand.Create(),
    ProfileCommand.Create(),
    PanelViewCommand.Create(),
    VersionCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
