using System.CommandLine;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Drivers.Serial;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Commands;

/// <summary>The options by which commands find power monitors.</summary>
internal sealed class PowerOptions
{
    /// <summary>The environment variable that names the board, as for <c>onboard run</c>.</summary>
    private static readonly string Variable = RunSettings.BoardKey.Variable;

    /// <summary>Which board.</summary>
    public Option<string?> Board { get; } = new("--board")
    {
        Description = $"Which board: {BoardChoice.Values}. Default: auto, or the variable {Variable}.", HelpName = "name",
    };

    /// <summary>A bench meter beside it.</summary>
    public Option<string?> Meter { get; } = new("--meter")
    {
        Description = "A bench meter that speaks SCPI, on this serial line, as a further source.", HelpName = "device",
    };

    /// <summary>Its rate.</summary>
    public Option<int> Baud { get; } = new("--baud")
    {
        Description = "Bits per second of the bench meter's line.", DefaultValueFactory = _ => 115200, HelpName = "number",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Board);
        command.Options.Add(Meter);
        command.Options.Add(Baud);
    }

    /// <summary>The board that is asked for.</summary>
    /// <exception cref="WrongUseException">There is no such board.</exception>
    public BoardChoice ResolveBoard(ParseResult parsed)
    {
        string? given = parsed.GetValue(Board);
        string text = given ?? Environment.GetEnvironmentVariable(Variable) ?? "auto";
        return BoardChoice.Parse(text, Machine.IsBoard) ?? throw new WrongUseException(
            given is null ? Variable : Board.Name, $"does not understand \"{text}\"", $"Give {BoardChoice.Values}");
    }

    /// <summary>Opens the bench meter; null where none is named.</summary>
    /// <exception cref="OnBoardException">It is not there, or does not answer.</exception>
    public RailSet<Measured>? OpenMeter(ParseResult parsed) => parsed.GetValue(Meter) is { } path
        ? BenchMeter.AsRails(ScpiMeter.Open(path, SystemClock.Instance, parsed.GetValue(Baud)))
        : null;

    /// <summary>Opens the board's rails and the bench meter, in this order.</summary>
    /// <exception cref="DeviceMissingException">No rail can be read.</exception>
    public IReadOnlyList<IRailMonitor> Open(ParseResult parsed, RailOptions options, double? sweepsPerSecond)
    {
        List<IRailMonitor> monitors = [];
        try
        {
            monitors.Add(RailMonitors.Open(ResolveBoard(parsed), options, sweepsPerSecond));
            if (OpenMeter(parsed) is { } meter) monitors.Add(new RailMonitor<Measured>(meter, SystemClock.Instance).Start());
            IReadOnlyList<RailFigures> rails = monitors[0].Latest().Rails;
            if (monitors.Count > 1 || rails.Any(rail => rail.Sensor.Length > 0)) return monitors;
            throw new DeviceMissingException(
                monitors[0].Board.Title, $"none of its {rails.Count} rails can be read ({rails[0].Fault})",
                "`onboard check` says what each of them needs; --board virtual does without monitors");
        }
        catch
        {
            foreach (IRailMonitor monitor in monitors) monitor.Dispose();
            throw;
        }
    }

    /// <summary>Refuses values that are not above zero.</summary>
    public static void Positive<T>(Option<T> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<T>() is double value && value <= 0)
            result.AddError($"{option.Name} must be above 0.");
    });
}
