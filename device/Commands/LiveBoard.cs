using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Commands;

/// <summary>What the board has beside sound and video: its rails, its light and button, a display. Each may be absent.</summary>
internal sealed class LiveBoard : IDisposable
{
    /// <summary>Opens what was chosen and is there; what is not is a condition.</summary>
    /// <param name="settings">What was chosen.</param>
    /// <param name="network">For the rails' model of its work, and for the button.</param>
    /// <param name="pipeline">For its counts and conditions.</param>
    public LiveBoard(RunSettings settings, LiveNetwork network, LivePipeline pipeline)
    {
        try
        {
            Power = OpenPower(settings, network.Model, pipeline);
            if (!settings.UsesPanel || settings.Board is not { IsReal: true, Description: { } board }) return;
            Panel = new BoardPanel(board, () => pipeline.Counters.Hops, pipeline.Conditions);
            if (network.Learning?.Control is { } learning)
            {
                Panel.LearnPressed += () => learning.Toggle();
                Panel.LearnHeld += learning.ForgetWhatWasLearned;
            }

            if (board.Display is { } place) Display = new StatusDisplay(place, pipeline.Conditions, settings.Listen.Address);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The rails; null, with a condition raised, where none can be read.</summary>
    public LivePower? Power { get; }

    /// <summary>The light and the button; null where the board has none.</summary>
    public BoardPanel? Panel { get; }

    /// <summary>The display at a header; null where the board file names none.</summary>
    public StatusDisplay? Display { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Display?.Dispose();
        Panel?.Dispose();
        Power?.Dispose();
    }

    /// <summary>
    /// What the program has done so far as a virtual board's power sees it: the hops on the chosen engine, those that the processor did
    /// for a failed fabric among them; training steps on whichever did them.
    /// </summary>
    /// <param name="traffic">Of the engine of the hops.</param>
    /// <param name="counters">The hops and the training steps.</param>
    /// <param name="processor">Time of the processor meanwhile.</param>
    internal static BoardWork WorkOf(EngineTraffic traffic, LiveCounters counters, TimeSpan processor) =>
        traffic.Of(new EventCounts(0, counters.Events, 0, 0, 0, counters.InferredHops), processor)
        + EngineTraffic.OfFabric(counters.TrainingOnFabric) + EngineTraffic.OfProcessor(counters.TrainingOnProcessor);

    private static LivePower? OpenPower(RunSettings settings, EnhancerModel model, LivePipeline pipeline)
    {
        if (!settings.ReadsRails) return null;
        EngineTraffic traffic = new(settings.Fabric, model.Parameters.Topology);
        LiveCounters counters = pipeline.Counters;
        try
        {
            // The chips average, so that thirty sweeps a second see all of the current.
            IRailMonitor monitor = RailMonitors.Open(
                settings.Board, new RailOptions { Configuration = InaConfiguration.Averaged },
                work: () => WorkOf(traffic, counters, RailMonitors.ProcessorTime));
            PowerBusRecovery? recovery = settings.Board.IsReal ? new(monitor.Board, SystemClock.Instance) : null;
            return new LivePower(monitor, () => counters.InferredHops, pipeline.Conditions, recovery);
        }
        catch (OnBoardException error)
        {
            pipeline.Conditions.Raise("rails", "rails not read", $"rails are not read: {error.Subject}: {error.Cause}");
            return null;
        }
    }
}
