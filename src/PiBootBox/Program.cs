using System.CommandLine;
using PiBootBox.Commands;

var root = new RootCommand("PiBootBox: boots any PC on the switch from the images on the drive.")
{
    RunCommand.Create(),
    VersionCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
