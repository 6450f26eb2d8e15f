using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>A frame's mouth and the hop at whose end it is the latest.</summary>
/// <param name="Mouth">[64] before normalisation.</param>
/// <param name="Found">Whether there is a mouth.</param>
/// <param name="Hop">When.</param>
internal sealed record TrialFrame(float[] Mouth, bool Found, int Hop);

/// <summary>What microphone and camera of a trial give, in step, hop by hop.</summary>
internal abstract class TrialSound : IDisposable
{
    private readonly float[] _noisy = new float[AudioFormat.HopLength];
    private readonly float[] _clean = new float[AudioFormat.HopLength];

    /// <summary>The hop as the microphone has it.</summary>
    public ReadOnlySpan<float> Noisy => _noisy;

    /// <summary>The talker alone.</summary>
    public ReadOnlySpan<float> Clean => _clean;

    /// <summary>Lets a learner see and hear what comes next.</summary>
    public void Give(Learner learner)
    {
        Next(out TrialFrame? frame);
        if (frame is { Found: true }) learner.SeeMouth(frame.Mouth);
        else if (frame is not null) learner.SeeNoMouth();
        learner.Hear(_noisy);
    }

    /// <summary>The next hop.</summary>
    /// <param name="frame">A new frame, if there is one.</param>
    /// <param name="look">Whether to look for the mouth in it; else there is none.</param>
    public void Next(out TrialFrame? frame, bool look = true) => frame = Read(_noisy, _clean, look);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    private protected abstract TrialFrame? Read(Span<float> noisy, Span<float> clean, bool look);
}

/// <summary>The virtual talker.</summary>
internal sealed class VirtualSound : TrialSound
{
    private readonly VirtualMicrophone _microphone;
    private readonly VirtualCamera _camera;
    private readonly MouthFeatureExtractor _extractor = new();
    private readonly VideoFrame _frame;
    private long _hop, _frames;

    /// <param name="talker">Who talks.</param>
    /// <param name="ratio">Speech over noise, dB.</param>
    /// <param name="noise">Makes the noise.</param>
    public VirtualSound(SyntheticTalker talker, double ratio, Func<INoise> noise)
    {
        Unpaced pace = new();
        _microphone = new VirtualMicrophone(talker, new VirtualRoom(talker, ratio, noise), pace);
        _camera = new VirtualCamera(talker, pace);
        _frame = new VideoFrame(_camera.Width, _camera.Height);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _camera.Dispose();
        _microphone.Dispose();
        base.Dispose();
    }

    private protected override TrialFrame? Read(Span<float> noisy, Span<float> clean, bool look)
    {
        TrialFrame? frame = null;
        double due = (double)_hop++ / AudioFormat.HopsPerSecond * _camera.FramesPerSecond;
        if (_frames <= due)
        {
            _camera.Read(_frame, TimeSpan.Zero);
            _frames++;
            float[] mouth = new float[MouthFeatures.Count];
            if (look) frame = new TrialFrame(mouth, _extractor.Extract(_frame, mouth), 0);
        }

        _microphone.Read(noisy, clean, out _, TimeSpan.Zero);
        return frame;
    }
}

/// <summary>Sentences one after the other, again and again, in a room whose noise goes on.</summary>
internal sealed class SentenceSound : TrialSound
{
    // Recordings by ear begin and end with the voice: a breath between two.
    private const int Breath = 30;
    private const float Level = 0.04f;

    private readonly IReadOnlyList<SpeechClip> _sentences;
    private readonly VirtualRoom _room;
    private readonly float _gain;
    private readonly bool _seen;
    private int _sentence, _hop, _frame = -1;

    /// <param name="talker">Whose sentences to learn from.</param>
    /// <param name="ratio">Speech over noise, dB.</param>
    /// <param name="noise">Makes the noise.</param>
    public SentenceSound(TrialTalker talker, double ratio, Func<INoise> noise)
    {
        _sentences = talker.Learning;
        _seen = talker.IsSeen;
        _gain = Level / Math.Max(talker.Level, 1e-6f);
        _room = new VirtualRoom(Level, ratio, noise);
    }

    private protected override TrialFrame? Read(Span<float> noisy, Span<float> clean, bool look)
    {
        SpeechClip sentence = _sentences[_sentence];
        TrialFrame? frame = null;
        clean.Clear();
        int at = _hop * AudioFormat.HopLength;
        if (at + clean.Length <= sentence.Samples.Length)
        {
            for (int i = 0; i < clean.Length; i++) clean[i] = _gain * sentence.Samples[at + i];
        }

        if (sentence.FrameAt(_hop) is >= 0 and var latest && latest != _frame)
        {
            _frame = latest;
            frame = new TrialFrame(sentence.Frame(latest).ToArray(), look && sentence.Seen[latest], 0);
        }

        _hop++;
        if (_hop * AudioFormat.HopLength >= sentence.Samples.Length + (_seen ? 0 : Breath * AudioFormat.HopLength))
        {
            _hop = 0;
            _frame = -1;
            _sentence = (_sentence + 1) % _sentences.Count;
        }

        _room.Hear(clean, noisy);
        return frame;
    }
}
