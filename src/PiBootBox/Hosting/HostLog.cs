using Microsoft.Extensions.Logging;
using PiBootBox.Wire;

namespace PiBootBox.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Port} as {Address}")]
    public static partial void Serving(ILogger log, string port, Ipv4Subnet address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No longer serving {Port}: {Why}; only listening there until it has one again")]
    public static partial void NoLongerServing(ILogger log, string port, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot serve {Port}: {Sentence}")]
    public static partial void CannotServe(ILogger log, string port, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The network ports could not be looked at")]
    public static partial void CannotLook(ILogger log, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing to serve yet ({Why}): the box only listens until the operating system gives a port an address")]
    public static partial void NothingToServe(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File}, line {Line}: {Sentence}")]
    public static partial void Mistake(ILogger log, string file, int line, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready after {Milliseconds} ms")]
    public static partial void Ready(ILogger log, int milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    public static partial void Stopped(ILogger log);
}
