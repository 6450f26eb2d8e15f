using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Writes the inputs of a frame.</summary>
/// <param name="frame">The frame, from 0.</param>
/// <param name="audio">What is heard; written.</param>
/// <param name="video">What is seen; written.</param>
internal delegate void FrameInputs(int frame, Span<float> audio, Span<float> video);

/// <summary>
/// What the streams of a network should agree on where nobody knows the mask: what its averaged weights say who both hear
/// and see. A network that hears the utterance alone, or sees it alone, is then trained to say the same. It works by
/// utterance, before an engine, so that it is the same on every engine and no context of one reaches the other.
/// </summary>
/// <param name="teacher">The averaged weights, which training changes between utterances.</param>
internal sealed class StreamAgreement(NetworkParameters teacher)
{
    /// <summary>The gains of every frame of an utterance, frames x outputs.</summary>
    public float[] Say(int frames, FrameInputs inputs)
    {
        NetworkDescription description = teacher.Topology.Description;
        FloatEngine engine = new(teacher) { RoundOutputs = true };
        float[] audio = new float[description.AudioInputs], video = new float[description.VideoInputs];
        float[] said = new float[frames * description.Outputs];
        for (int frame = 0; frame < frames; frame++)
        {
            inputs(frame, audio, video);
            engine.Forward(audio, video);
            engine.Gains.CopyTo(said.AsSpan(frame * description.Outputs));
        }

        return said;
    }
}
