using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Endless labelled frames out of a replay memory: stretches of clear speech, one after the other, each a little faster or slower than
/// it was spoken, in noise that goes on beneath them, stretch faded into stretch, at ratios around the room's own; where the room has no noise, in those
/// that were made. What comes depends on the memory and the seed alone. Allocates nothing after it was made; used by one thread.
/// </summary>
internal sealed class ReplaySource
{
    /// <summary>The ratio of each utterance differs from the room's own by up to so much either way.</summary>
    private const float RatioSpread = 6;

    /// <summary>
    /// A quieter room is mixed as if it were so loud: who learned in quiet alone would do worse than before where it gets loud.
    /// </summary>
    private const float QuietestRoom = 0; // dB

    private const float MinRatio = -10;
    private const float MaxRatio = 12;

    /// <summary>Utterances are trained on faster or slower by up to half of this, in octaves: 7 % either way.</summary>
    private const float SpeechSpeeds = 0.2f;

    /// <summary>Share of utterances without video.</summary>
    private const float BlindShare = 0.1f;

    /// <summary>Share of utterances in two noises at once.</summary>
    private const float PairShare = 0.35f;

    /// <summary>Validated: so many ratios of each utterance, in each noise.</summary>
    private const int RatiosValidated = 2;

    private readonly ReplayStore<SpeechStretch> _speech;
    private readonly MixtureHop _mixture;
    private readonly Voice _first;
    private readonly Voice _second;
    private readonly Voice _reserve;
    private readonly ReplayStore<NoiseStretch> _room;
    private readonly ReplayStore<NoiseStretch> _made;
    private readonly float _reserveShare;
    private readonly float[] _noise = new float[AudioFormat.HopLength];
    private readonly float[] _other = new float[AudioFormat.HopLength];
    private readonly float[] _target;
    private readonly float[] _said = new float[AudioFormat.HopLength];
    private readonly LoudnessWeights _loudness;
    private SpeechStretch? _stretch;
    private Head _speechHead;
    private int _hop;
    private int _frame;
    private float _noiseGain;
    private bool _blind;
    private bool _pair;
    private Voice _noiseNow;
    private bool _augments = true;
    private int _turn;
    private ulong _random;

    /// <param name="speech">Clear speech.</param>
    /// <param name="noise">Noise of the room.</param>
    /// <param name="reserve">Noises of other rooms, that were made.</param>
    /// <param name="reserveShare">Share of utterances in them.</param>
    /// <param name="scaling">The features' normalisation of the network that is trained.</param>
    public ReplaySource(
        ReplayStore<SpeechStretch> speech, ReplayStore<NoiseStretch> noise, ReplayStore<NoiseStretch> reserve, double reserveShare,
        FeatureScaling scaling)
    {
        _speech = speech;
        _room = noise;
        _made = reserve;
        _reserveShare = (float)reserveShare;
        _reserve = new Voice(this, reserve);
        _first = new Voice(this, noise);
        _second = new Voice(this, noise);
        _noiseNow = _first;
        _mixture = new MixtureHop(scaling.Format);
        _loudness = new LoudnessWeights(scaling.Format.Bands);
        _target = new float[scaling.Format.Bands];
        Inputs = new NetworkInputs(scaling);
        Restart(1);
    }

    /// <summary>Inputs of the frame.</summary>
    public NetworkInputs Inputs { get; }

    /// <summary>What is heard in the frame.</summary>
    public HopAnalysis Heard => _mixture.Heard;

    /// <summary>Whether the frame is the first of an utterance.</summary>
    public bool IsFirst => _hop == 1;

    /// <summary>The ideal ratio mask of the frame.</summary>
    public ReadOnlySpan<float> Target => _target;

    /// <summary>How much each band of the frame counts in training, as powers of two; of <see cref="Next"/>.</summary>
    public ReadOnlySpan<sbyte> TargetWeights => _loudness.Weights;

    /// <summary>Begins anew with a seed.</summary>
    public void Restart(int seed)
    {
        _random = (((ulong)(uint)seed + 1) * 0x9E3779B97F4A7C15) | 1;
        _turn = 0;
        _stretch = null;
        _first.Reset();
        _second.Reset();
        _reserve.Reset();
        _mixture.Reset();
        _loudness.Reset();
        Inputs.Reset();
    }

    /// <summary>The next frame, of utterances drawn at random.</summary>
    public void Next()
    {
        _augments = true;
        if (IsOver)
        {
            Begin(
                _speech[Below(_speech.Count)], ((2 * Unit()) - 1) * RatioSpread, Unit() < BlindShare, Unit() < PairShare,
                Unit() < _reserveShare);
        }

        Step(_stretch!);
        _loudness.Push(Heard.LogEnergies);
    }

    /// <summary>The next frame of every utterance in turn, each at two ratios, seen and in one noise: to validate with.</summary>
    /// <param name="reserve">In noises that were made; else in the room's own.</param>
    /// <returns>False when all were given, with nothing written.</returns>
    public bool TryNextInTurn(bool reserve)
    {
        _augments = false;
        if (IsOver)
        {
            if (_turn >= RatiosValidated * _speech.Count) return false;
            Begin(
                _speech[_turn / RatiosValidated], (_turn % RatiosValidated == 0 ? -0.5f : 0.5f) * RatioSpread, blind: false, pair: false,
                reserve);
            _turn++;
        }

        Step(_stretch!);
        return true;
    }

    private void Begin(SpeechStretch stretch, float spread, bool blind, bool pair, bool reserve)
    {
        _stretch = stretch;
        _hop = 0;
        _speechHead = new Head
        {
            Sound = stretch.Samples,
            Length = stretch.Hops * AudioFormat.HopLength,
            Speed = _augments ? MathF.Pow(2, (Unit() - 0.5f) * SpeechSpeeds) : 1,
        };
        _frame = -1;
        _blind = blind;
        _pair = pair;
        _noiseNow = reserve ? _reserve : _first;

        // The ratio is the room's own, in whatever noise.
        float room = _room.Count == 0 ? 0 : reserve ? _room[Below(_room.Count)].Energy : _first.Energy;
        float natural = Math.Min(Decibels(stretch.Energy, room), QuietestRoom);
        float ratio = Math.Clamp(natural + spread, MinRatio, MaxRatio);
        _noiseGain = MathF.Pow(10f, (Decibels(stretch.Energy, _noiseNow.Energy) - ratio) / 20);
    }

    /// <summary>Whether the utterance has no further hop.</summary>
    private bool IsOver => _stretch is null || !_speechHead.Holds(AudioFormat.HopLength);

    private static float Decibels(float energy, float other) =>
        10 * MathF.Log10(Math.Max(energy, 1e-9f) / Math.Max(other, 1e-9f));

    private void Step(SpeechStretch stretch)
    {
        _hop++;
        int heard = (int)_speechHead.Position / AudioFormat.HopLength; // of the stretch's hops: video is as fast as sound
        _speechHead.Read(_said, 1);
        _noiseNow.Read(_noise, _noiseGain);
        if (_pair)
        {
            _second.Read(_other, _noiseGain * 0.7f);
            for (int i = 0; i < _noise.Length; i++) _noise[i] = (0.7f * _noise[i]) + _other[i];
        }

        _mixture.Push(_said, _noise, _target);
        Inputs.Hear(_mixture.Heard);
        if (stretch.FrameOf[heard] is var frame && (frame == _frame || frame < 0)) return;
        _frame = frame;
        if (_blind) Inputs.SeeNoMouth();
        else Inputs.SeeMouth(stretch.Frame(frame));
    }

    private float Unit() => (Draw() >> 8) / (float)(1 << 24);

    private int Below(int count) => (int)(((ulong)Draw() * (ulong)count) >> 32);

    private uint Draw()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (uint)(_random >> 32);
    }

    /// <summary>
    /// A noise that never ends, out of little: stretch after stretch, the end of one faded into the beginning of the next, each
    /// at a speed and with a tilt of its own, as in training off the board.
    /// </summary>
    private sealed class Voice(ReplaySource source, ReplayStore<NoiseStretch> noise)
    {
        private readonly float[] _fading = new float[AudioFormat.HopLength];
        private NoiseStretch? _stretch;
        private Head _now;
        private Head _before;
        private bool _fades;

        /// <summary>Mean square of the stretch that is heard.</summary>
        public float Energy
        {
            get
            {
                if (_stretch is null) Turn();
                return _stretch!.Energy;
            }
        }

        public void Reset()
        {
            _stretch = null;
            _now = _before = default;
        }

        public void Read(Span<float> samples, float gain)
        {
            if (_stretch is null || !_now.Holds(2 * samples.Length)) Turn();
            _now.Read(samples, gain);
            if (!_fades) return;
            _fades = false;
            _before.Read(_fading, gain);
            for (int i = 0; i < samples.Length; i++)
            {
                float share = (i + 0.5f) / samples.Length;
                samples[i] = (share * samples[i]) + ((1 - share) * _fading[i]);
            }
        }

        private void Turn()
        {
            _before = _now;
            _fades = _before.Sound is not null;
            ReplayStore<NoiseStretch> from = noise.Count > 0 ? noise : source._made;
            NoiseStretch next = from[source.Below(from.Count)];
            _stretch = next;
            _now = new Head
            {
                Sound = next.Samples,
                Length = next.Hops * AudioFormat.HopLength,
                Position = source.Unit() * next.Hops * AudioFormat.HopLength / 2,
                Speed = source._augments ? MathF.Pow(2, (source.Unit() - 0.5f) * 0.8f) : 1,
                Tilt = source._augments ? source.Unit() - 0.5f : 0,
            };
        }
    }

    /// <summary>Where a stretch is being read.</summary>
    private struct Head
    {
        private float _past;

        public float[]? Sound { get; init; }

        public int Length { get; init; }

        public float Position { get; set; }

        public float Speed { get; init; }

        public float Tilt { get; init; }

        public readonly bool Holds(int samples) => Position + (Speed * (samples - 1)) <= Length - 1;

        public void Read(Span<float> samples, float gain)
        {
            float[] sound = Sound!;
            int last = Length - 1;
            for (int i = 0; i < samples.Length; i++, Position += Speed)
            {
                int at = Math.Min((int)Position, last), next = Math.Min(at + 1, last);
                float sample = sound[at] + ((Position - MathF.Floor(Position)) * (sound[next] - sound[at]));
                samples[i] = gain * (sample + (Tilt * _past));
                _past = sample;
            }
        }
    }
}
