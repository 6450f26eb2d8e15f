using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// A network that runs in integers, events in and gains out: the definition, the processor's vectors, simulated or real
/// fabric. All give the same bits (see <see cref="Arithmetic"/>). Used by one thread.
/// </summary>
public interface IEventEngine : IDisposable
{
    /// <summary>For instance <c>integer</c>, <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>The network's matrices.</summary>
    NetworkTopology Topology { get; }

    /// <summary>Events since the engine was made.</summary>
    EventCounts Counts { get; }

    /// <summary>Weights that an update would have carried beyond 16 bits, since the engine was made.</summary>
    long Saturations { get; }

    /// <summary>How <see cref="Train"/> learns.</summary>
    IntegerLearning Learning { get; set; }

    /// <summary>
    /// Whether training may leave out what is held softly (thresholds of <see cref="Learning"/>) and weigh targets
    /// (<see cref="Arithmetic.TargetFormat"/>): not every fabric can.
    /// </summary>
    bool TrainsSelectively => true;

    /// <summary>Begins a new utterance: all that <see cref="NetworkState"/> holds becomes zero but the step number. Weights stay.</summary>
    void Reset();

    /// <summary>One step.</summary>
    /// <param name="audio">Audio input events, -128..127.</param>
    /// <param name="video">Video input events, -128..127; zeros where nothing is seen.</param>
    /// <param name="gains">One gain per output, Q.12; written.</param>
    void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains);

    /// <summary>One step and one update of the weights towards <paramref name="targets"/>.</summary>
    /// <param name="audio">Audio input events, -128..127.</param>
    /// <param name="video">Video input events, -128..127.</param>
    /// <param name="targets">Targets: <see cref="Arithmetic.TargetFormat"/>.</param>
    /// <param name="gains">One gain per output before the update, Q.12; written.</param>
    void Train(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains);

    /// <summary>
    /// So many steps one after the other: the same bits as <see cref="Forward"/> for each. A fabric takes them as one job.
    /// </summary>
    /// <param name="frames">Steps.</param>
    /// <param name="audio">Audio input events, frame after frame.</param>
    /// <param name="video">Video input events, frame after frame.</param>
    /// <param name="gains">Gains, frame after frame; written.</param>
    void ForwardFrames(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        for (int frame = 0; frame < frames; frame++)
        {
            Forward(
                audio.Slice(frame * description.AudioInputs, description.AudioInputs),
                video.Slice(frame * description.VideoInputs, description.VideoInputs),
                gains.Slice(frame * description.Outputs, description.Outputs));
        }
    }

    /// <summary>So many steps, each with its update: the same bits as <see cref="Train"/> for each.</summary>
    /// <param name="frames">Steps.</param>
    /// <param name="audio">Audio input events, frame after frame.</param>
    /// <param name="video">Video input events, frame after frame.</param>
    /// <param name="targets">Targets, frame after frame.</param>
    /// <param name="gains">Gains, frame after frame; written.</param>
    void TrainFrames(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        for (int frame = 0; frame < frames; frame++)
        {
            Train(
                audio.Slice(frame * description.AudioInputs, description.AudioInputs),
                video.Slice(frame * description.VideoInputs, description.VideoInputs),
                targets.Slice(frame * description.Outputs, description.Outputs),
                gains.Slice(frame * description.Outputs, description.Outputs));
        }
    }

    /// <summary>Cells of a layer whose output was not zero at the last step.</summary>
    int ActiveCells(StreamName stream, int layer);

    /// <summary>Copies what the next step will see of the past.</summary>
    void ReadState(NetworkState state);

    /// <summary>Puts a state back.</summary>
    void WriteState(NetworkState state);

    /// <summary>Copies the weights as they are now; scales and rates too.</summary>
    void ReadWeights(IntegerNetwork network);

    /// <summary>Takes over other weights for the same topology.</summary>
    void WriteWeights(IntegerNetwork network);
}
