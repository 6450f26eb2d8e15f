using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Finds the stretches worth keeping by lips and sound: noise is what is heard
/// while lips rest; <see cref="ClearSpeech"/> is looked for in what is heard while they move. Remembers the last sixteen seconds. Allocates nothing after it was made; used by one thread.
/// </summary>
internal sealed class LipStretchFinder
{
    private const int FrameMemory = 16 * 60;

    // In hops. The voice outlasts the lips a little, and lips open before it.
    private const int GuardAfterSpeech = 16;
    private const int GuardBeforeSpeech = 4;
    private const int RestThatEndsSpeech = 28;
    private const int KeptBeforeSpeech = 24;
    private const int MinNoise = 12;

    private readonly ReplayMemory _replay;
    private readonly StretchFindings _findings;
    private readonly LipMotion _lips = new();
    private readonly HeardPast _past = new();
    private readonly NoiseKeeper _noise;
    private readonly long[] _frameOf = new long[HeardPast.Memory];
    private readonly float[] _mouths = new float[FrameMemory * MouthFeatures.Count];
    private readonly sbyte[] _rests = new sbyte[FrameMemory]; // 1 rest, 0 motion, -1 not known
    private long _frames;
    private long _classified; // hops that were classified
    private Phase _phase;
    private long _restStart, _noiseFrom, _speechStart, _lastMotion;
    private float _restBefore;
    private bool _knowsRestBefore;

    /// <param name="replay">Where stretches go.</param>
    /// <param name="findings">Counts what was found.</param>
    public LipStretchFinder(ReplayMemory replay, StretchFindings findings)
    {
        _replay = replay;
        _findings = findings;
        _noise = new NoiseKeeper(replay, _past, MinNoise);
    }

    private enum Phase
    {
        Unknown,
        Rest,
        Speech,
    }

    /// <summary>What follows does not continue what was heard. What is known of this talker's lips stays.</summary>
    public void Begin()
    {
        SeeNoMouth();
        _past.Clear();
        _classified = 0;
    }

    /// <inheritdoc cref="StretchFinder.SeeMouth"/>
    public void SeeMouth(ReadOnlySpan<float> mouth)
    {
        int place = (int)(_frames % FrameMemory);
        mouth.CopyTo(_mouths.AsSpan(place * MouthFeatures.Count));
        _rests[place] = -1;
        long known = _frames++ - LipMotion.Delay;
        if (_lips.Push(mouth) is { } rests && known >= 0) _rests[known % FrameMemory] = (sbyte)(rests ? 1 : 0);
        while (_classified < _past.Hops && FrameOf(_classified) <= known) Classify(_classified++);
    }

    /// <inheritdoc cref="StretchFinder.SeeNoMouth"/>
    /// <remarks>What is heard while no mouth is seen cannot be distinguished.</remarks>
    public void SeeNoMouth()
    {
        _lips.Interrupt();
        _phase = Phase.Unknown;
        _findings.Undetermined += _past.Hops - _classified;
        _classified = _past.Hops;
    }

    /// <inheritdoc cref="StretchFinder.Hear"/>
    public void Hear(ReadOnlySpan<float> noisy)
    {
        _frameOf[_past.Hops % HeardPast.Memory] = _frames - 1;
        _past.Push(noisy);
        _findings.Heard++;
        _noise.Pass();
    }

    private void Classify(long hop)
    {
        long frame = FrameOf(hop);
        int rests = frame < 0 ? -1 : _rests[frame % FrameMemory];
        if (rests < 0)
        {
            _phase = Phase.Unknown;
            _findings.Undetermined++;
            return;
        }

        if (rests == 0) _findings.Moving++;
        switch (_phase)
        {
            case Phase.Unknown when rests == 1:
                _phase = Phase.Rest;
                _restStart = hop;
                _noiseFrom = hop + GuardAfterSpeech;
                _knowsRestBefore = false;
                break;
            case Phase.Rest when rests == 1:
                if (hop - _noiseFrom >= NoiseStretch.MaximumHops + GuardBeforeSpeech) EndNoise(hop - GuardBeforeSpeech);
                break;
            case Phase.Rest:
                long end = hop - GuardBeforeSpeech;
                long from = Math.Max(_restStart + GuardAfterSpeech, end - NoiseStretch.MaximumHops);
                _knowsRestBefore = end - from >= MinNoise / 2;
                if (_knowsRestBefore) _restBefore = _past.MeanEnergy(from, end);
                EndNoise(end);
                _phase = Phase.Speech;
                _speechStart = _lastMotion = hop;
                break;
            case Phase.Speech when rests == 0:
                _lastMotion = hop;
                if (hop - _speechStart <= HeardPast.Memory / 2) break;
                _phase = Phase.Unknown;
                _findings.TooLong++;
                break;
            case Phase.Speech when hop - _lastMotion >= RestThatEndsSpeech:
                EndSpeech(hop);
                _phase = Phase.Rest;
                _restStart = _lastMotion + 1;
                _noiseFrom = _restStart + GuardAfterSpeech;
                break;
        }
    }

    private void EndNoise(long end)
    {
        _noise.Keep(_noiseFrom, end);
        _noiseFrom = end;
    }

    private void EndSpeech(long now)
    {
        long end = _lastMotion + 1;
        float restAfter = _past.MeanEnergy(end + GuardAfterSpeech, now + 1);
        int spoken = (int)Math.Min(end - _speechStart, SpeechStretch.MaximumHops);
        float energy = _past.MeanEnergy(_speechStart, end);
        if (spoken < ClearSpeech.MinHops) _findings.TooShort++;
        else if (spoken < end - _speechStart) _findings.TooLong++;
        else if (!_knowsRestBefore) _findings.NoRest++;
        else if (ClearSpeech.Is(_past, _speechStart, end, energy, Math.Max(_restBefore, restAfter), _findings)) KeepSpeech(now, energy);
    }

    private void KeepSpeech(long now, float energy)
    {
        long from = Math.Max(_speechStart - KeptBeforeSpeech, Math.Max(_restStart, now + 1 - SpeechStretch.MaximumHops));
        _findings.Kept++;
        Keep(_replay.TakeSpeech(), from, (int)(now + 1 - from), energy);
    }

    private void Keep(SpeechStretch stretch, long from, int hops, float energy)
    {
        stretch.Hops = hops;
        stretch.Energy = energy;
        _past.Copy(from, hops, stretch.Samples);
        long first = FrameOf(from);
        stretch.Frames = (int)Math.Min(FrameOf(from + hops - 1) - first + 1, SpeechStretch.MaxFrames);
        for (int frame = 0; frame < stretch.Frames; frame++)
        {
            int place = (int)((first + frame) % FrameMemory);
            _mouths.AsSpan(place * MouthFeatures.Count, MouthFeatures.Count)
                .CopyTo(stretch.Mouth.AsSpan(frame * MouthFeatures.Count));
        }

        for (int hop = 0; hop < hops; hop++)
            stretch.FrameOf[hop] = (short)Math.Min(FrameOf(from + hop) - first, stretch.Frames - 1);
    }

    private long FrameOf(long hop) => _frameOf[hop % HeardPast.Memory];
}
