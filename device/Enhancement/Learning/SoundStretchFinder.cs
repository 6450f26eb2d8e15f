using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Finds the stretches worth keeping by sound alone. <see cref="ClearSpeech"/> is looked for between rests, and most of what is loud in
/// it repeats itself as a voice does. Noise is what lies near
/// the floor of the seconds around it while that floor is high, and does not repeat itself. Allocates nothing after it was made; used
/// by one thread.
/// </summary>
/// <remarks>Lips tell more: a voice from a loudspeaker is taken for the talker here.</remarks>
internal sealed class SoundStretchFinder
{
    /// <summary>A hop that much below what is loud lately is a rest.</summary>
    private const float RestShare = 0.016f; // -18 dB

    /// <summary>Noise lies within so much of the floor around it: 6 dB.</summary>
    private const float NoiseShare = 4;

    // Four seconds: a pause between two sentences does not lower what is loud by much.
    private const float LoudDecay = 1 - (1f / (4 * AudioFormat.HopsPerSecond));

    // Correlation at the pitch over all of 4 kHz: a voice has more than the first, a room seldom as much as the second.
    private const float Voiced = 0.6f;
    private const float Unvoiced = 0.55f;
    private const double MinVoicedShare = 0.35;

    // In hops.
    private const int Around = 100;
    private const int FloorEvery = 10;
    private const int ShortRest = 5;
    private const int LongRest = 15;
    private const int EnoughSpeech = 180;
    private const int MaxSpeech = SpeechStretch.MaximumHops - (2 * Beside);
    private const int Beside = 20;
    private const int MinNoise = 8;

    private readonly ReplayMemory _replay;
    private readonly StretchFindings _findings;
    private readonly HeardPast _past = new();
    private readonly NoiseKeeper _noise;
    private readonly SpectralAnalyzer _analyzer = new();
    private readonly HopAnalysis _hop = new();
    private readonly PitchAnalyzer _pitch = new();
    private readonly float[] _features = new float[AnalysisFormat.Standard.Bands + PitchAnalyzer.WholeFeatures];
    private readonly float[] _voiced = new float[HeardPast.Memory];
    private float _loud;
    private float _floor = float.PositiveInfinity;
    private long _speechStart = -1;
    private long _restStart; // of the rest that goes on, or the last one
    private int _rest; // how long it is
    private long _restBefore; // where the rest before the speech began
    private long _noiseStart = -1;

    /// <param name="replay">Where stretches go.</param>
    /// <param name="findings">Counts what was found.</param>
    public SoundStretchFinder(ReplayMemory replay, StretchFindings findings)
    {
        _replay = replay;
        _findings = findings;
        _noise = new NoiseKeeper(replay, _past, MinNoise);
    }

    /// <summary>What follows does not continue what was heard.</summary>
    public void Begin()
    {
        _past.Clear();
        _floor = float.PositiveInfinity;
        (_speechStart, _restBefore, _noiseStart) = (-1, -1, -1);
        _rest = 0;
    }

    /// <inheritdoc cref="StretchFinder.Hear"/>
    public void Hear(ReadOnlySpan<float> noisy)
    {
        _hop.Analyze(noisy, _analyzer);
        _pitch.Push(_hop, _features);
        _voiced[_past.Hops % HeardPast.Memory] = _features[^PitchAnalyzer.WholeFeatures];
        _past.Push(noisy);
        _findings.Heard++;
        long hop = _past.Hops - 1;
        if (hop < 2) return;
        float energy = (_past.Energy(hop) + _past.Energy(hop - 1) + _past.Energy(hop - 2)) / 3;
        _loud = Math.Max(_loud * LoudDecay, energy);
        FollowSpeech(hop, energy < RestShare * _loud || energy < ClearSpeech.Silence / 10);
        if (hop >= 2 * Around) FollowNoise(hop - Around);
    }

    private void FollowSpeech(long hop, bool rests)
    {
        if (!rests)
        {
            _findings.Moving++;
            if (_speechStart < 0)
            {
                _speechStart = hop - 1;
                _restBefore = _rest >= ShortRest ? _restStart : -1;
            }

            _rest = 0;
            if (hop - _speechStart <= MaxSpeech) return;

            // Noise has come, or nobody takes breath: what lies before the last rest may still be clear.
            if (_restStart - _speechStart >= ClearSpeech.MinHops) End(_restStart, _restStart + ShortRest);
            else _findings.TooLong++;
            _speechStart = -1;
            return;
        }

        if (_rest++ == 0) _restStart = hop - 1;
        if (_speechStart < 0) return;
        long spoken = _restStart - _speechStart;
        bool ends = _rest >= Beside || (_rest >= LongRest && spoken >= EnoughSpeech);
        if (!ends) return;
        if (spoken < ClearSpeech.MinHops && _rest < 3 * Beside && hop - _speechStart < MaxSpeech) return; // a word: the next one may follow
        End(_restStart, hop);
        _speechStart = -1;
    }

    private void End(long end, long restEnd)
    {
        int spoken = (int)(end - _speechStart);
        if (spoken < ClearSpeech.MinHops)
        {
            _findings.TooShort++;
            return;
        }

        if (_restBefore < 0)
        {
            _findings.NoRest++;
            return;
        }

        float energy = _past.MeanEnergy(_speechStart, end);
        float rest = Math.Max(
            _past.MeanEnergy(Math.Max(_restBefore, _speechStart - Beside), _speechStart - 1), _past.MeanEnergy(end + 1, restEnd));
        if (!ClearSpeech.Is(_past, _speechStart, end, energy, rest, _findings)) return;
        if (VoicedShare(spoken, energy) < MinVoicedShare) _findings.NotVoiced++;
        else KeepSpeech(end, restEnd, energy);
    }

    private void KeepSpeech(long end, long restEnd, float energy)
    {
        _findings.Kept++;
        long from = Math.Max(_speechStart - Beside, Math.Max(_restBefore, _past.Hops - HeardPast.Memory));
        SpeechStretch stretch = _replay.TakeSpeech();
        stretch.Hops = (int)Math.Min(Math.Min(end + Beside, restEnd) - from, SpeechStretch.MaximumHops);
        stretch.Energy = energy;
        stretch.Frames = 0;
        stretch.FrameOf.AsSpan().Fill(-1);
        _past.Copy(from, stretch.Hops, stretch.Samples);
    }

    private double VoicedShare(int spoken, float energy)
    {
        int loud = 0, voiced = 0;
        for (int i = 0; i < spoken; i++)
        {
            if (_past.Energy(_speechStart + i) < 0.1f * energy) continue;
            loud++;
            if (_voiced[(_speechStart + i) % HeardPast.Memory] > Voiced) voiced++;
        }

        return loud > 0 ? (double)voiced / loud : 0;
    }

    private void FollowNoise(long hop)
    {
        _noise.Pass();
        if (hop % FloorEvery == 0) _floor = _past.QuietestTenth(hop - Around + 1, hop + Around + 1);
        float energy = 0;
        for (int i = -2; i <= 2; i++) energy += _past.Energy(hop + i) / 5;
        bool noise = energy <= NoiseShare * _floor && energy >= ClearSpeech.Silence && _voiced[hop % HeardPast.Memory] < Unvoiced;
        if (noise && _noiseStart < 0) _noiseStart = hop;
        if (_noiseStart < 0 || (noise && hop - _noiseStart < NoiseStretch.MaximumHops)) return;
        _noise.Keep(_noiseStart, hop);
        _noiseStart = noise ? hop : -1;
    }
}
