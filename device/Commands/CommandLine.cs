using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Drivers;

namespace OnBoard.Device.Commands;

/// <summary>The command line: finds the command, runs it, and turns its errors into one message and an exit code.</summary>
public static class CommandLine
{
    private const string DefaultCommand = "run";

    private const string Details =
        """
        Examples:
          onboard                                     the live service on the virtual board (or on this board)
          onboard run --duration 30                   half a minute of it, with scores at the end
          onboard run --help                          what can be chosen

        Exit codes:
          0 done   1 failed   2 wrong use   3 a device is missing
        """;

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "With an error, print where in the program it arose.",
        Recursive = true,
    };

    /// <summary>Runs what <paramref name="arguments"/> ask for.</summary>
    /// <param name="arguments">As the shell gave them.</param>
    /// <param name="commands">All commands.</param>
    /// <param name="configuration">Where to write; the console by default.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, IReadOnlyList<Command> commands, InvocationConfiguration? configuration = null)
    {
        using CancellationTokenSource ended = new();
        using System.Runtime.InteropServices.PosixSignalRegistration? hangUp = configuration is null ? StandardOutput.OnHangUp(ended) : null;
        StandardOutput? output = configuration is null ? StandardOutput.Install(ended) : null;
        configuration ??= new InvocationConfiguration { Output = Console.Out };
        configuration.EnableDefaultExceptionHandler = false;
        configuration.ProcessTerminationTimeout = StopLimits.Process;
        ParseResult parsed = Parse(Build(commands), arguments, configuration.Error);
        if (parsed.Action is ParseErrorAction wrongUse)
        {
            wrongUse.ShowHelp = false;
            await parsed.InvokeAsync(configuration);
            string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            await configuration.Error.WriteLineAsync($"`onboard{command} --help` lists what there is.");
            return ExitCode.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(configuration, ended.Token);
        }
        catch (OperationCanceledException) when (output is { IsClosed: true })
        {
            return ExitCode.Done;
        }
        catch (Exception error)
        {
            return Report(error, parsed.GetValue(Verbose), configuration.Error, Journal.TakesStandardError);
        }
    }

    /// <summary>Prints an error as a person wants to read it.</summary>
    /// <param name="error">The error.</param>
    /// <param name="verbose">Whether to say where in the program it arose.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isJournal">Whether systemd's journal takes it: each line has an error's priority then.</param>
    /// <returns>The exit code that stands for it.</returns>
    internal static int Report(Exception error, bool verbose, TextWriter output, bool isJournal = false)
    {
        string priority = isJournal ? Journal.Error : "";
        // Work on several cores wraps its errors; the first one is what a person can act on.
        if (error is AggregateException several)
            error = several.Flatten().InnerExceptions.OfType<OnBoardException>().FirstOrDefault() ?? error;
        if (error is OnBoardException known)
        {
            output.WriteLine($"{priority}onboard: {known.Subject}: {known.Cause}.");
            output.WriteLine($"{priority}  -> {char.ToUpperInvariant(known.Remedy[0])}{known.Remedy[1..]}.");
        }
        else
        {
            output.WriteLine($"{priority}onboard: an error of the program itself: {error.Message}");
            if (!verbose) output.WriteLine($"{priority}  -> Run it again with --verbose and report what it prints.");
        }

        if (verbose) output.WriteLine(error);
        return error switch
        {
            WrongUseException => ExitCode.WrongUse,
            DeviceMissingException => ExitCode.DeviceMissing,
            _ => ExitCode.Failed,
        };
    }

    private static RootCommand Build(IReadOnlyList<Command> commands)
    {
        RootCommand root = new("OnBoard cleans noisy speech with the help of the talker's lips, live, on a board or without one.");
        root.Options.Add(Verbose);
        foreach (Command command in commands) root.Subcommands.Add(command);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DetailedHelp((HelpAction)help.Action!);
        root.WithDetails(Details);
        return root;
    }

    /// <summary>Options without a command are options of <c>run</c>; former names are read as those of today.</summary>
    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments, TextWriter notes)
    {
        ParseResult parsed = root.Parse(arguments);
        IReadOnlyList<string> renamed = FormerOptions.Replace(parsed, arguments, notes);
        if (!renamed.SequenceEqual(arguments)) return root.Parse(renamed);
        bool named = parsed.CommandResult.Command is not RootCommand;
        bool onlyOptions = arguments.Count == 0 || arguments[0].StartsWith('-');
        bool asksAboutItself = parsed.Action is not (null or ParseErrorAction);
        return named || !onlyOptions || asksAboutItself ? parsed : root.Parse([DefaultCommand, .. arguments]);
    }
}
