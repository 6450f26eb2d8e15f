using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OnBoard.Device.Commands;

/// <summary>
/// Where the service's log goes: to standard error, under systemd with the priority before each line (sd-daemon(3)), so that
/// <c>journalctl -p warning</c> finds what went wrong. One factory serves the product, the host and Kestrel alike.
/// </summary>
internal static class RunLogging
{
    /// <summary>What comes from .NET's own parts below this is for those who look for it.</summary>
    private const LogLevel MinOfTheFramework = LogLevel.Warning;

    /// <summary>Makes the log; disposing of it writes what waits.</summary>
    /// <param name="least">The lowest level that is written; null for information in the journal and warning elsewhere.</param>
    /// <param name="isJournal">Whether systemd's journal takes it.</param>
    public static ILoggerFactory Create(LogLevel? min, bool isJournal) => LoggerFactory.Create(builder =>
    {
        LogLevel level = min ?? (isJournal ? LogLevel.Information : LogLevel.Warning);
        builder.SetMinimumLevel(level);
        if (level is LogLevel.Information) builder.AddFilter("Microsoft", MinOfTheFramework);
        if (isJournal) builder.AddSystemdConsole();
        else builder.AddSimpleConsole(format => (format.SingleLine, format.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // Nobody who logs waits for whoever reads.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    });
}
