using OnBoard.Sensors.Talker.Face;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker.Voice;

namespace OnBoard.Sensors.Talker;

/// <summary>
/// A person who does not exist: speaks sentences of the GRID grammar with a formant voice and a drawn face whose lips
/// make what is heard. Everything follows from the seed. The object itself is immutable; the voices and faces that it
/// hands out each run through the same performance on their own and may be used on different threads.
/// </summary>
public sealed class SyntheticTalker
{
    private readonly float _gain;

    /// <summary>Makes the talker and sets the level of the voice (about 10 ms of work).</summary>
    /// <exception cref="Drivers.BadInputException">An option is out of its range.</exception>
    public SyntheticTalker(TalkerOptions options)
    {
        Traits = new TalkerTraits(options);
        _gain = Traits.Level / SpeechLevel(new FormantVoice(Traits, new TalkerScript(Traits), 1));
    }

    /// <summary>What the seed made of the talker.</summary>
    public TalkerTraits Traits { get; }

    /// <summary>The performance from its beginning, as text with times.</summary>
    public TalkerScript OpenScript() => new(Traits);

    /// <summary>The performance from its beginning, as sound.</summary>
    public FormantVoice OpenVoice() => new(Traits, new TalkerScript(Traits), _gain);

    /// <summary>The face in frames of the given size.</summary>
    /// <param name="width">Pixels per row; even.</param>
    /// <param name="height">Rows; even.</param>
    public FacePainter OpenFace(int width, int height) => new(Traits, width, height);

    private static float SpeechLevel(FormantVoice voice)
    {
        const int Sentences = 2;
        double energy = 0;
        long samples = 0;
        float[] sound = new float[16];
        while (voice.Script.Current.Index < Sentences)
        {
            SentenceScore score = voice.Script.Current;
            long at = voice.Position - score.Start;
            bool speaking = at >= score.SpeechStart && at < score.SpeechEnd;
            voice.Read(sound);
            if (!speaking) continue;
            foreach (float sample in sound) energy += sample * sample;
            samples += sound.Length;
        }

        return (float)Math.Sqrt(energy / samples);
    }
}
