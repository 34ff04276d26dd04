using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.SystemConsole.Themes;

namespace PiBootBox.Logging;

/// <summary>
/// The program's log: Serilog's console sink. Under systemd each line starts with the priority that
/// the journal reads (<c>&lt;4&gt;</c>, sd-daemon(3)) and carries no time of its own.
/// </summary>
public static class BoxLog
{
    public static Logger Create(bool verbose)
    {
        // systemd sets it where standard output goes to the journal (systemd.exec(5)).
        bool underSystemd = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        return new LoggerConfiguration()
            .MinimumLevel.Is(verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Enrich.With(new LineParts(underSystemd))
            .WriteTo.Console(
                outputTemplate: underSystemd
                    ? "{Lead:l}{Message:lj}{Cause:l}{NewLine}"
                    : "{Timestamp:HH:mm:ss.fff} {Lead:l}{Message:lj}{Cause:l}{NewLine}",
                theme: ConsoleTheme.None)
            .CreateLogger();
    }

    /// <summary>One event is one line: a stack trace in the journal would lose its priority after the first.</summary>
    private sealed class LineParts(bool underSystemd) : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory factory)
        {
            logEvent.AddPropertyIfAbsent(new LogEventProperty("Lead", new ScalarValue(Lead(logEvent.Level))));
            string cause = logEvent.Exception is { } exception
                ? $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})"
                : "";
            logEvent.AddPropertyIfAbsent(new LogEventProperty("Cause", new ScalarValue(cause)));
        }

        private string Lead(LogEventLevel level) => (underSystemd, level) switch
        {
            (true, LogEventLevel.Fatal) => "<2>",
            (true, LogEventLevel.Error) => "<3>",
            (true, LogEventLevel.Warning) => "<4>",
            (true, LogEventLevel.Information) => "<6>",
            (true, _) => "<7>",
            (false, LogEventLevel.Fatal or LogEventLevel.Error) => "error: ",
            (false, LogEventLevel.Warning) => "warning: ",
            (false, _) => "",
        };
    }
}
