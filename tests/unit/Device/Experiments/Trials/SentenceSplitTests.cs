using OnBoard.Device.Experiments.Training;
using OnBoard.Device.Experiments.Trials;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Experiments.Trials;

public class SentenceSplitTests
{
    /// <summary>Two seconds of sound, four tenths of a second of silence, ten times.</summary>
    private static SpeechClip Recording()
    {
        Random random = new(1);
        float[] samples = new float[24 * AudioFormat.SampleRate];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = i % (int)(2.4 * AudioFormat.SampleRate) < 2 * AudioFormat.SampleRate ? 0.1f * (random.NextSingle() - 0.5f) : 0;
        return new SpeechClip("talk", samples, [], [], 25);
    }

    [Fact]
    public void A_long_recording_is_cut_in_its_pauses_and_nothing_is_lost_or_said_twice()
    {
        SpeechClip recording = Recording();
        IReadOnlyList<SpeechClip> pieces = SentenceSplit.Cut(recording);
        Assert.Equal(10, pieces.Count);
        Assert.Equal(recording.Samples, pieces.SelectMany(piece => piece.Samples));
        Assert.All(pieces.Skip(1), piece => Assert.All(piece.Samples.Take(1000), sample => Assert.Equal(0, sample)));
    }

    [Fact]
    public void What_is_judged_was_never_heard()
    {
        IReadOnlyList<SpeechClip> pieces = SentenceSplit.Cut(Recording());
        (IReadOnlyList<SpeechClip> learning, IReadOnlyList<SpeechClip> heldOut) = SentenceSplit.Share(pieces);
        Assert.Empty(learning.Select(piece => piece.Name).Intersect(heldOut.Select(piece => piece.Name)));
        Assert.Equal(pieces.Count, learning.Count + heldOut.Count);
        Assert.InRange(learning.Count, 4, 6);
    }

    [Fact]
    public void A_short_recording_is_one_sentence()
    {
        SpeechClip clip = new("short", new float[3 * AudioFormat.SampleRate], [], [], 25);
        Assert.Same(clip, Assert.Single(SentenceSplit.Cut(clip)));
    }
}
