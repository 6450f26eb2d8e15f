using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>What an integer engine did on the frames that no trial learns from.</summary>
/// <param name="Loss">Losses of the mask.</param>
/// <param name="ActiveCells">Cells with an output, mean over the frames, all layers.</param>
/// <param name="Events">Events of all frames.</param>
internal readonly record struct NetworkScore(MaskLoss Loss, double ActiveCells, EventCounts Events);

/// <summary>Scores networks on frames that are never trained on, by the processor's integer engine, which counts events.</summary>
/// <param name="frames">The frames.</param>
/// <param name="keepsInputSums">Whether only inputs that changed are events; see <see cref="IntegerEngine.KeepsInputSums"/>.</param>
internal sealed class Scorer(StudyFrames frames, bool keepsInputSums = false)
{
    // Training steps whose events are counted; so slow that the network stays what it is.
    private const int TrainingFrames = 1500;
    private const int StillRateShift = 8;
    private const double MinActivity = 0.1;

    /// <summary>Runs a network over all frames.</summary>
    public NetworkScore Run(IntegerNetwork network)
    {
        using CpuEngine engine = new(network) { KeepsInputSums = keepsInputSums };
        return Run(engine);
    }

    /// <summary>Runs an engine's network over all frames; its weights stay.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="look">Looks at it after every frame.</param>
    public NetworkScore Run(IEventEngine engine, Action? look = null)
    {
        NetworkDescription description = engine.Topology.Description;
        short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
        short[] gains = new short[description.Outputs];
        float[] given = new float[gains.Length], wanted = new float[gains.Length];
        EventCounts before = engine.Counts;
        MaskLoss loss = default;
        long active = 0;
        for (int utterance = 0; utterance < frames.Utterances; utterance++)
        {
            engine.Reset();
            for (int frame = frames.Begins[utterance]; frame < frames.Begins[utterance + 1]; frame++)
            {
                frames.Audio(frame, audio);
                frames.Video(frame, video);
                engine.Forward(audio, video, gains);
                for (int i = 0; i < gains.Length; i++) given[i] = MaskFormat.ToFloat(gains[i]);
                frames.Targets(frame, wanted);
                loss += MaskLoss.Of(given, wanted);
                for (int layer = 0; layer < description.Layers; layer++)
                    foreach (StreamName stream in NetworkTopology.Streams) active += engine.ActiveCells(stream, layer);
                look?.Invoke();
            }
        }

        return new NetworkScore(loss, (double)active / frames.Count, engine.Counts - before);
    }

    /// <summary>Events of training steps of a network that does not change meanwhile.</summary>
    /// <param name="network">The network.</param>
    /// <param name="updateThreshold">See <see cref="IntegerLearning.UpdateThreshold"/>.</param>
    public EventCounts CountTraining(IntegerNetwork network, int updateThreshold = 0)
    {
        using CpuEngine engine = new(network) { Learning = new IntegerLearning(RateShift: StillRateShift, UpdateThreshold: updateThreshold) };
        NetworkDescription description = network.Topology.Description;
        short[] audio = new short[description.AudioInputs], video = new short[description.VideoInputs];
        short[] gains = new short[description.Outputs];
        for (int frame = 0, utterance = 0; frame < Math.Min(TrainingFrames, frames.Count); frame++)
        {
            if (frame == frames.Begins[utterance])
            {
                engine.Reset();
                utterance++;
            }

            frames.Audio(frame, audio);
            frames.Video(frame, video);
            engine.Train(audio, video, frames.Targets(frame), gains);
        }

        return engine.Counts;
    }

    /// <summary>Cells that are active in a tenth of the frames at least, in the order of <see cref="NetworkState.Outputs"/>.</summary>
    public int[] FindActiveCells(IntegerNetwork network)
    {
        using CpuEngine engine = new(network);
        NetworkState state = new(network.Topology);
        int cells = network.Topology.Description.Cells;
        int[] active = new int[state.Outputs.Length * cells];
        Run(engine, () =>
        {
            engine.ReadState(state);
            for (int cell = 0; cell < active.Length; cell++)
            {
                if (state.Outputs[cell / cells][cell % cells] != 0) active[cell]++;
            }
        });
        return [.. Enumerable.Range(0, active.Length).Where(cell => active[cell] >= MinActivity * frames.Count)];
    }
}
