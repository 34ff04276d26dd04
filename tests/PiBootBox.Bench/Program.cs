// One command a protocol; each lives in the file of its name.
return args switch
{
    ["tftp", .. var options] => PiBootBox.Bench.TftpLoad.Run(options),
    ["http", .. var options] => PiBootBox.Bench.HttpLoad.Run(options),
    ["dhcp", .. var options] => PiBootBox.Bench.DhcpLoad.Run(options),
    _ => PiBootBox.Bench.Usage.Print("tftp", "http", "dhcp"),
};
