using System.CommandLine;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Drivers;
using Spectre.Console;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard top</c>: everything about a running service on one screen of a terminal.</summary>
public static class TopCommand
{
    private const string Details =
        """
        Examples:
          onboard top                                  the service on this machine, once a second, until q or Ctrl+C
          onboard top --url http://board:8080          one that serves its page to the network (onboard run --listen)
          onboard top --token TEXT                     keys may change it too: the token that `onboard run` printed
          onboard top --once                           one screen, for a script or a log
          ssh -t board onboard top                     over ssh; without -t it prints one screen

        Active cells are those whose output is not zero; events are weights applied to inputs that are not zero; a hop is 10 ms of sound.
        Keys: q quits; the others stand in the last line and switch what they name: n network, r record, l learn.
        Works from 40x10 on, without colours (NO_COLOR, a serial console), and follows the size of the window. Nothing is
        shown by colour alone. Power says where it comes from: measured on the board's rails, or modelled by the virtual board.
        Where the service stops answering, the last screen stays and says so until it answers again.
        Exit codes: 0 done, 1 no service answers, 2 wrong use.
        """;

    private const int PipeWidth = 100;

    private static readonly Option<string> Url = new("--url")
    {
        Description = "Where the service's page is.",
        HelpName = "URL",
        DefaultValueFactory = _ => $"http://127.0.0.1:{ListenAddress.DefaultPort}",
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = $"What changes need; also from {RunSettings.TokenKey.Variable}.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(RunSettings.TokenKey.Variable),
    };

    private static readonly Option<bool> Once = new("--once") { Description = "One screen, then the end." };

    private static readonly Option<double> Interval = new("--interval")
    {
        Description = "Seconds from screen to screen, 0.2 to 60.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("top", "Show everything about a running service on one screen of a terminal.")
        {
            Url, Token, Once, Interval,
        };
        command.SetAction(RunAsync);
        return command.WithDetails(Details);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        using StatusClient client = new(ReadUrl(parsed.GetRequiredValue(Url)), parsed.GetValue(Token));
        double seconds = parsed.GetValue(Interval);
        if (seconds is not (>= 0.2 and <= 60))
            throw new WrongUseException("--interval", $"does not take {seconds} s", "Give 0.2 to 60 seconds");
        TextWriter output = parsed.InvocationConfiguration.Output;
        bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;
        bool redraws = isTerminal && AnsiConsole.Profile.Capabilities.Ansi && !parsed.GetValue(Once);
        StatusReport first = await client.ReadAsync(stop).ConfigureAwait(false);
        if (!redraws)
        {
            Print(first, client, isTerminal ? AnsiConsole.Console : PlainConsole(output), isTerminal);
            return ExitCode.Done;
        }

        using TopTerminal terminal = new(AnsiConsole.Console);
        try
        {
            await new TopWatch(client, terminal, TimeSpan.FromSeconds(seconds)).RunAsync(first, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C.
        }

        return ExitCode.Done;
    }

    private static Uri ReadUrl(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out Uri? url)
        && url.Scheme is "http" or "https"
            ? url
            : throw new WrongUseException("--url", $"does not understand \"{text}\"", "Give an address such as http://board:8080");

    /// <summary>All that there is to tell, as high as it is; as wide as the terminal, or as a page in a pipe.</summary>
    private static void Print(StatusReport report, StatusClient client, IAnsiConsole console, bool isTerminal)
    {
        WattRanges ranges = new();
        ranges.Add(report);
        using TopTerminal terminal = new(console);
        int width = isTerminal ? TopTerminal.Width : PipeWidth;
        terminal.Print(new TopScreen(width, int.MaxValue, isTerminal && terminal.Unicode).Render(report, client.Url.Authority, ranges));
    }

    private static IAnsiConsole PlainConsole(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 10 * PipeWidth;
        return console;
    }
}
