using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.I2c;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>What is commanded: the live service, seen as an instrument. Connections share it; any thread.</summary>
public sealed class ScpiInstrument
{
    /// <summary>All commands, in the order of the help.</summary>
    public static IReadOnlyList<ScpiCommand> Commands { get; } =
    [
        .. CommonCommands.All, .. SystemCommands.All, .. StatusCommands.All, .. PowerCommands.All, .. LiveCommands.All,
        .. RecordingCommands.All, .. NetworkCommands.All, .. LearningCommands.All,
    ];

    private readonly LivePipeline _pipeline;
    private readonly int _cells;

    /// <param name="pipeline">The live sound.</param>
    /// <param name="cells">Cells of its network.</param>
    /// <param name="board">The board's name, for *IDN?.</param>
    /// <param name="version">The program's, for *IDN?.</param>
    public ScpiInstrument(LivePipeline pipeline, int cells, string board, string version)
    {
        _pipeline = pipeline;
        _cells = cells;
        Board = board;
        Version = version;
    }

    /// <summary>The board's name.</summary>
    public string Board { get; }

    /// <summary>The program's version.</summary>
    public string Version { get; }

    /// <summary>The rails; null where there are none.</summary>
    public IRailMonitor? Rails { get; init; }

    /// <summary>Live learning; null where there is none.</summary>
    public LearningControl? Learning { get; init; }

    /// <summary>The fabric; null where none runs the network.</summary>
    public FabricSupervisor? Fabric { get; init; }

    /// <summary>The energy windows of all connections.</summary>
    public WindowLog Windows { get; } = new();

    /// <summary>What can be switched.</summary>
    public LiveSwitches Switches => _pipeline.Switches;

    /// <summary>Starts and stops recordings.</summary>
    public IRecordingControl Recording => _pipeline.Recording;

    /// <summary>What is wrong, in plain words.</summary>
    public IReadOnlyList<string> Conditions => _pipeline.Conditions.Current;

    /// <summary>The latest figures of the rails.</summary>
    /// <exception cref="ScpiException">There are no rails.</exception>
    public RailsSnapshot LatestRails => Rails is { } rails
        ? rails.Latest()
        : throw new ScpiException(ScpiError.HardwareMissing, "this machine has no rails that can be read");

    /// <summary>Live learning.</summary>
    /// <exception cref="ScpiException">There is none.</exception>
    public LearningControl NeededLearning => Learning
        ?? throw new ScpiException(ScpiError.HardwareMissing, "the service runs without learning");

    /// <summary>The fabric.</summary>
    /// <exception cref="ScpiException">None runs the network.</exception>
    public FabricSupervisor NeededFabric => Fabric
        ?? throw new ScpiException(ScpiError.HardwareMissing, "no fabric runs the network");

    internal LiveStatusReader CreateStatusReader() => new(_pipeline, _cells);

    /// <summary>The command that a header means; null where there is none.</summary>
    internal static ScpiCommand? Find(ScpiUnit unit, ScpiNode[] nodes, out int suffix)
    {
        foreach (ScpiCommand command in Commands)
        {
            ScpiPattern pattern = command.Pattern;
            if (pattern.IsQuery == unit.IsQuery && pattern.IsCommon == unit.IsCommon && pattern.Matches(nodes, out suffix))
                return command;
        }

        suffix = 1;
        return null;
    }

    /// <summary>Brings a connection's status registers up to date.</summary>
    internal void Update(ScpiSession session)
    {
        bool learning = Learning is { IsOn: true };
        session.Operation.Update(
            (session.Windows.AnyOpen ? 1 << 4 : 0) | (Recording.Status.IsRunning ? 1 << 8 : 0) | (learning ? 1 << 9 : 0));
        session.Questionable.Update((RailIsLost() ? 1 << 3 : 0) | (Conditions.Count > 0 ? 1 << 9 : 0));
    }

    private bool RailIsLost() => Rails?.Latest().Rails.Any(rail => rail.State == ReadingState.Failed) ?? false;
}
