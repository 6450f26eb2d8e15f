using System.CommandLine;
using System.Globalization;
using System.Text;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard energy</c>: what an inference and a training step cost, by engine and by law.</summary>
internal static class EnergyCommand
{
    private const string Details =
        """
        Examples:
          onboard energy                                     the shipped network, every engine
          onboard energy --engine cpu --window 10 --pairs 5  one engine, windows of ten seconds
          onboard energy --point point.safetensors --matched sparse-point.safetensors
                                                             beside point neurons, as they are and at the same activity
          onboard energy --engine cpu --delta 0.25           also with features that are sent when they have changed
          onboard energy --plot rails.svg --csv energy.csv   with the rails over time, windows marked
          onboard energy --save-idle bare.json               what the board draws as it is: before the fabric is loaded
          onboard energy --unprogrammed bare.json            also net of that

        Protocol: each workload is done over and over in windows, each between two windows of idling of its own; the difference
        of their powers is what it costs. Offsets of monitors and slow drift cancel; their gain errors do not and stand in the
        interval. `<x` means: not distinguishable from zero, and below x. "board input" feeds the rails and is never added to them.

          total                 all that flowed while it ran
          net of idle           above idling with the same fabric
          net of unprogrammed   above idling with an unprogrammed fabric

        "measured" figures are those of a board's monitors; "modelled" ones those of the virtual board, whose power follows
        the work that really runs here: time of this machine's processor, bytes of the weights that were touched, events of
        a fabric. They compare engines and laws; joules of a board they are not. "counted" figures are synaptic events
        (weights applied to inputs that are not zero) times a constant, as papers give them. The three are never mixed.
        The law of a network is the function by which a cell joins its input and its context to an output; `point` adds them.

        Exit codes: 0 done, 1 failed or stopped, 2 wrong use, 3 no rail can be read.
        """;

    private static readonly TimeSpan MaxWindow = TimeSpan.FromMinutes(10);

    private static readonly string[] Engines = ["cpu", "integer", "float"];

    // A modelled or simulated fabric takes time of this machine that no board would spend: it has no energy to report.
    private static string[] EnginesHere =>
        EnhancerModel.ResolveEngine("auto") == "uio" ? [.. Engines, "uio"] : Engines;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        PowerOptions power = new();
        Option<string?> network = new("--network") { Description = "The network. Default: the one that comes with the program.", HelpName = "file" };
        Option<string?> point = new("--point") { Description = "A network of the law `point` to compare with.", HelpName = "file" };
        Option<string?> matched = new("--matched")
        {
            Description = "A network of the law `point` trained to the same activity, to compare with.", HelpName = "file",
        };
        Option<string> engines = new("--engine")
        {
            Description = $"Engines, separated by commas: {string.Join(", ", Engines)}, and uio where there is a fabric. Default: those.",
            DefaultValueFactory = _ => string.Join(',', EnginesHere),
            HelpName = "names",
        };
        Option<string> deltas = DeltaOption.Create(
            "Take each network also with features that are sent when they have changed by so many of their standard deviations; several between commas. "
            + "Only cpu and integer make use of it.", "");
        Option<string> workloads = new("--workload")
        {
            Description = "inference, training, or both separated by a comma.",
            DefaultValueFactory = _ => "inference,training",
            HelpName = "names",
        };
        Option<double> window = new("--window") { Description = "Seconds of an active window.", DefaultValueFactory = _ => 1, HelpName = "seconds" };
        Option<int> pairs = new("--pairs")
        {
            Description = "Active windows of each workload, every one between two idle ones; 3 or more.", DefaultValueFactory = _ => 5, HelpName = "count",
        };
        Option<double> picojoules = new("--picojoules")
        {
            Description = "Energy of an event for the counted figures.", DefaultValueFactory = _ => 80, HelpName = "pJ",
        };
        Option<string?> unprogrammed = new("--unprogrammed")
        {
            Description = "What this board draws with an unprogrammed fabric, from --save-idle.", HelpName = "file",
        };
        Option<string?> saveIdle = new("--save-idle") { Description = "Measure only what the board draws idle, into this file.", HelpName = "file" };
        Option<string?> csv = new("--csv") { Description = "Write every figure to this CSV file.", HelpName = "file" };
        Option<string?> plot = new("--plot") { Description = "Draw the rails with the windows into this file, .svg or .png.", HelpName = "file" };
        Option<bool> json = new("--json") { Description = "Print every figure as JSON instead of the tables." };
        PowerOptions.Positive(window);
        PowerOptions.Positive(picojoules);
        pairs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 3) result.AddError("--pairs must be 3 or more.");
        });

        Command command = new("energy", "Take the energy of an inference and of a training step, by engine and by law.");
        power.AddTo(command);
        foreach (Option option in (Option[])[network, point, matched, deltas, engines, workloads, window, pairs, picojoules, unprogrammed, saveIdle, csv, plot, json])
            command.Options.Add(option);
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                BoardChoice board = power.ResolveBoard(parsed);
                double[] changes = DeltaOption.ParseAll(parsed.GetValue(deltas)!);
                EnergyOrder order = new()
                {
                    Plan = new(
                        parsed.GetValue(pairs), Seconds(parsed.GetValue(window)), Seconds(parsed.GetValue(window)),
                        parsed.GetValue(picojoules)),
                    Engines = EnginesOf(parsed.GetValue(engines)!),
                    Kinds = WorkloadsOf(parsed.GetValue(workloads)!),
                    Networks = () => LawNetworks.Load(parsed.GetValue(network), parsed.GetValue(point), parsed.GetValue(matched))
                        .WithDeltas(changes),
                    SaveIdle = parsed.GetValue(saveIdle),
                    Csv = parsed.GetValue(csv),
                    Plot = PlotOf(parsed.GetValue(plot)),
                    Json = parsed.GetValue(json),
                    Output = parsed.InvocationConfiguration.Output,
                };
                BoardDescription description = board.Description ?? throw RailMonitors.NoBoardFile();
                PowerTrace? trace = order.Plot is null ? null : new();
                RailOptions options = new() { MeasureCycle = true };
                if (!board.IsReal && parsed.GetValue(power.Meter) is not null)
                {
                    throw new WrongUseException(
                        power.Meter.Name, "a bench meter cannot see the virtual board", "Leave it out, or name a real board");
                }

                if (!board.IsReal)
                    return Run(order, description, new VirtualEnergyBench(description, options, trace), trace, stop);

                IdleBaseline<Measured>? bare = parsed.GetValue(unprogrammed) is { } path
                    ? BaselineFile.Load<Measured>(path, description.Name)
                    : null;
                RailSet<Measured> rails = BoardRails.Open(description, SystemClock.Instance, options);
                if (rails.Rails.Count == 0)
                {
                    rails.Dispose();
                    throw new DeviceMissingException(
                        description.Title, $"none of its {rails.Failures.Count} rails can be read ({rails.Failures[0].Error.Message})",
                        "`onboard check` says what each of them needs; --board virtual does without monitors");
                }

                return Run(order, description, new RealEnergyBench(rails, bare, trace, power.OpenMeter(parsed)), trace, stop);
            }, CancellationToken.None));
        return command.WithDetails(Details);
    }

    private static int Run<TProvenance>(
        EnergyOrder order, BoardDescription board, IEnergyBench<TProvenance> bench, PowerTrace? trace, CancellationToken stop)
        where TProvenance : struct, IProvenance
    {
        ProgressLine progress = new("measuring");
        try
        {
            using (bench)
            {
                EnergyStudy<TProvenance> study = new(bench, order.Plan, share => progress.Report(share), stop);
                if (order.SaveIdle is { } path)
                {
                    string id = $"{board.Title} idle, {DateTime.Now:yyyy-MM-dd HH:mm}";
                    BaselineFile.Of(study.MeasureBaseline(id), board.Name).Save(path);
                    order.Output.WriteLine($"{id}: {TProvenance.Label}, written to {path}");
                    return ExitCode.Done;
                }

                LawNetworks networks = order.Networks();
                IReadOnlyList<EnergyResult> results = study.Run(order.Workloads(networks));
                progress.Clear();
                bench.Dispose();
                order.Show(board, results, networks.Notes);
                if (trace is not null)
                    PowerPlot.Save(order.Plot!, $"{board.Title}: {TProvenance.Label} power of the rails", trace, study.Spans);
                return ExitCode.Done;
            }
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            order.Output.WriteLine("stopped; nothing is reported");
            return ExitCode.Failed;
        }
    }

    private static TimeSpan Seconds(double seconds) =>
        TimeSpan.FromSeconds(seconds) is var time && time <= MaxWindow
            ? time
            : throw new WrongUseException("--window", $"is longer than {MaxWindow.TotalMinutes:0} minutes", "Give seconds");

    private static string? PlotOf(string? path) => path is null || PlotFile.CanWrite(path)
        ? path
        : throw new WrongUseException("--plot", $"does not know what to write into {path}", "Name a file that ends in .svg or .png");

    private static string[] EnginesOf(string text) => CommaList.Parse("--engine", text, EnginesHere);

    private static WorkloadKind[] WorkloadsOf(string text) =>
    [
        .. CommaList.Parse("--workload", text, ["inference", "training"])
            .Select(name => name == "inference" ? WorkloadKind.Inference : WorkloadKind.TrainingStep),
    ];
}
