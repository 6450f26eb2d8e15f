using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Drivers;
using OnBoard.Drivers.Video;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality;
using OnBoard.Sensors.Sight;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>
/// Live learning in virtual time: microphone and camera of the virtual board, or a looped recording, are heard and seen as
/// fast as they can be computed, and so many training steps are done for each second of them. What was learned is measured
/// again and again on a mixture that the learner never hears: later sentences (of a looped recording: the same one) in the same
/// noise, later, and always there. The same plan gives the same figures on every machine, however busy.
/// </summary>
internal sealed class Trial
{
    /// <summary>Length of the test mixture.</summary>
    public const int TestSeconds = 30;

    private const int PassingSeed = 1;

    private readonly TrialPlan _plan;
    private readonly Func<INoise> _noise;
    private readonly SyntheticTalker? _talker;
    private readonly Clip? _clip;

    // The test mixture.
    private readonly float[] _noisy = new float[TestSeconds * AudioFormat.SampleRate];
    private readonly float[] _clean = new float[TestSeconds * AudioFormat.SampleRate];
    private readonly List<Picture> _pictures = [];
    private readonly double _noisySdr;

    /// <param name="plan">What to do.</param>
    /// <exception cref="BadInputException">A recording is unfit.</exception>
    public Trial(TrialPlan plan)
    {
        _plan = plan;
        _noise = plan.Noise;
        if (plan.Clip is { } path)
        {
            _clip = Clip.Load(path, new ClipOptions { Audio = StreamUse.Required, Video = StreamUse.Required });
        }
        else
        {
            _talker = new SyntheticTalker(new TalkerOptions());
        }

        RecordTest();
        int length = _noisy.Length - AudioFormat.HopLength;
        _noisySdr = ScaleInvariantSdr.Compute(_clean.AsSpan(0, length), _noisy.AsSpan(0, length));
    }

    /// <summary>SI-SDR of the test mixture before enhancement, dB.</summary>
    public double NoisySdr => _noisySdr;

    /// <summary>What was learned, once <see cref="Run"/> is through.</summary>
    public IntegerNetwork? Learned { get; private set; }

    /// <summary>Runs it; the first point is of the network that it starts from.</summary>
    public IEnumerable<TrialPoint> Run()
    {
        using Learner learner = new(_plan.Model, weights => new CpuEngine(weights), _plan.Learning);
        (IReferenceMicrophone microphone, ICamera camera) = Open(() => new PassingNoise(_noise(), PassingSeed));
        Player player = new(microphone, camera);
        yield return Measure(0, learner);
        double due = 0;
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++)
        {
            player.Give(learner);
            due += (double)_plan.StepsPerSecond / AudioFormat.HopsPerSecond;
            for (; due >= 1; due--)
            {
                if (learner.Replay.IsReady) learner.Step();
            }

            if ((hop + 1) % (_plan.Interval * AudioFormat.HopsPerSecond) == 0)
                yield return Measure((hop + 1) / AudioFormat.HopsPerSecond, learner);
        }

        Learned = learner.InUse.Clone();
    }

    /// <summary>A learner that has listened as long as the plan says and was not trained.</summary>
    public Learner Listen()
    {
        Learner learner = new(_plan.Model, weights => new CpuEngine(weights), _plan.Learning);
        (IReferenceMicrophone microphone, ICamera camera) = Open(() => new PassingNoise(_noise(), PassingSeed));
        Player player = new(microphone, camera);
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++) player.Give(learner);
        return learner;
    }

    /// <summary>SI-SDR gain of weights on the test mixture, dB, and their share of active cells.</summary>
    public (double Gain, double Activity) Measure(IntegerNetwork weights)
    {
        using SpeechEnhancer enhancer = new(new FeatureEngine(new CpuEngine(weights)), _plan.Model.Scaling);
        float[] enhanced = new float[_noisy.Length];
        double active = 0;
        int next = 0, hops = enhanced.Length / AudioFormat.HopLength;
        for (int hop = 0; hop < hops; hop++)
        {
            for (; next < _pictures.Count && _pictures[next].Hop <= hop; next++)
            {
                if (_pictures[next].Found) enhancer.SeeMouth(_pictures[next].Mouth);
                else enhancer.SeeNoMouth();
            }

            int at = hop * AudioFormat.HopLength;
            enhancer.Process(_noisy.AsSpan(at, AudioFormat.HopLength), enhanced.AsSpan(at, AudioFormat.HopLength));
            active += (double)enhancer.ActiveCells / enhancer.Cells;
        }

        // What comes out is one hop late.
        int length = enhanced.Length - AudioFormat.HopLength;
        double sdr = ScaleInvariantSdr.Compute(_clean.AsSpan(0, length), enhanced.AsSpan(AudioFormat.HopLength, length));
        return (sdr - _noisySdr, active / hops);
    }

    private TrialPoint Measure(int seconds, Learner learner)
    {
        (double gain, double activity) = Measure(learner.InUse);
        return new TrialPoint(seconds, gain, activity, learner.ReadStatus(LearningState.Training));
    }

    private void RecordTest()
    {
        (IReferenceMicrophone microphone, ICamera camera) = Open(_noise);
        Player player = new(microphone, camera);
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++) player.Next(out _, look: false);
        for (int hop = 0; hop < TestSeconds * AudioFormat.HopsPerSecond; hop++)
        {
            player.Next(out Picture? picture);
            if (picture is not null) _pictures.Add(picture with { Hop = hop });
            player.Sound.CopyTo(_noisy.AsSpan(hop * AudioFormat.HopLength));
            player.Reference.CopyTo(_clean.AsSpan(hop * AudioFormat.HopLength));
        }
    }

    private (IReferenceMicrophone Microphone, ICamera Camera) Open(Func<INoise> noise)
    {
        if (_talker is not null)
        {
            Unpaced pace = new();
            return (
                new VirtualMicrophone(_talker, new VirtualRoom(_talker, _plan.Snr, noise), pace),
                new VirtualCamera(_talker, pace));
        }

        ClipTiming timing = new(paced: false, looped: true);
        return (
            new ClipInRoom(new ClipMicrophone(_clip!, timing), new VirtualRoom(ClipInRoom.LevelOf(_clip!), _plan.Snr, noise)),
            new ClipCamera(_clip!, timing));
    }

    /// <summary>A picture's mouth and the hop at whose end it is the latest.</summary>
    private sealed record Picture(float[] Mouth, bool Found, int Hop);

    /// <summary>Takes microphone and camera on in step.</summary>
    private sealed class Player(IReferenceMicrophone microphone, ICamera camera)
    {
        private readonly MouthFeatureExtractor _extractor = new();
        private readonly VideoFrame _frame = new(camera.Width, camera.Height);
        private readonly float[] _sound = new float[AudioFormat.HopLength];
        private readonly float[] _reference = new float[AudioFormat.HopLength];
        private long _hop;
        private long _pictures;

        public ReadOnlySpan<float> Sound => _sound;

        public ReadOnlySpan<float> Reference => _reference;

        /// <summary>Lets a learner see and hear what comes next.</summary>
        public void Give(Learner learner)
        {
            Next(out Picture? picture);
            if (picture is { Found: true }) learner.SeeMouth(picture.Mouth);
            else if (picture is not null) learner.SeeNothing();
            learner.Hear(_sound);
        }

        public void Next(out Picture? picture, bool look = true)
        {
            picture = null;
            double due = (double)_hop++ / AudioFormat.HopsPerSecond * camera.FramesPerSecond;
            if (_pictures <= due)
            {
                camera.Read(_frame, TimeSpan.Zero);
                _pictures++;
                float[] mouth = new float[MouthFeatures.Count];
                if (look) picture = new Picture(mouth, _extractor.Extract(_frame, mouth), 0);
            }

            microphone.Read(_sound, _reference, out _, TimeSpan.Zero);
        }
    }
}
