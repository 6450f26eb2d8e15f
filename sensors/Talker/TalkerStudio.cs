using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Face;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Voice;

namespace OnBoard.Sensors.Talker;

/// <summary>
/// Records a synthetic talker sentence by sentence for training and evaluation, off-line. A sentence holds about 9 MB
/// of
/// frames at 320 x 240: process one before asking for the next.
/// </summary>
/// <param name="talker">Who speaks.</param>
/// <param name="width">Pixels per row; even.</param>
/// <param name="height">Rows; even.</param>
public sealed class TalkerStudio(SyntheticTalker talker, int width = 320, int height = 240)
{
    private readonly FormantVoice _voice = talker.OpenVoice();
    private readonly FacePainter _face = talker.OpenFace(width, height);

    /// <summary>Records the talker's next sentence.</summary>
    public Utterance Next()
    {
        SentenceScore score = _voice.Script.Current;
        List<VideoFrame> frames = new(score.Length / VirtualCamera.SamplesPerFrame + 1);
        for (int sample = 0; sample < score.Length; sample += VirtualCamera.SamplesPerFrame)
        {
            VideoFrame frame = new(width, height)
            {
                CapturedAt = sample * 1_000_000_000L / SentenceScore.SampleRate,
                Sequence = frames.Count,
            };
            _face.Paint(score, score.Start + sample, frame);
            frames.Add(frame);
        }

        // The voice turns the page, so everything of this sentence is noted first.
        (GridSentence sentence, int start, int end) = (score.Sentence, score.SpeechStart, score.SpeechEnd);
        float[] samples = new float[score.Length];
        _voice.Read(samples);
        return new Utterance(sentence, samples, frames, start, end);
    }

    /// <summary>Records whole sentences until at least <paramref name="seconds"/> are there.</summary>
    public IEnumerable<Utterance> Record(double seconds)
    {
        for (double recorded = 0; recorded < seconds;)
        {
            Utterance utterance = Next();
            recorded += (double)utterance.Samples.Length / SentenceScore.SampleRate;
            yield return utterance;
        }
    }
}
