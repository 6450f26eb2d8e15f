using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// Bounds the harm that a network can do. Its gains are sharpened, raised to the rule's power and kept above the rule's floor; the power
/// falls where the network is unsure, as its gains then show, less where it sees a mouth or was found to be right of this voice, and
/// where little lies under the voice anyway; the floor rises where it hears what it was not trained on, so that sound it does
/// not understand passes nearly as it is. Allocates nothing.
/// </summary>
/// <param name="rule">How gains are applied.</param>
/// <param name="bands">How many gains the network gives.</param>
public sealed class GainGuard(GainRule rule, int bands)
{
    /// <summary>The floor where the network does not know at all what it hears, dB.</summary>
    public const float UnsureFloorDecibels = -6;

    /// <summary>The power where the network is not sure at all of its gains, sees nobody talk and is not trusted.</summary>
    public const float UnsureExponent = 0.25f;

    /// <summary>
    /// The same where it sees a mouth, as what lips say beside the sound is right far more often, or is trusted whole: gains are applied as they
    /// are.
    /// </summary>
    public const float KnownExponent = 1;

    /// <summary>From this <see cref="Certainty"/> on the network knows what it hears, and the rule applies as it is.</summary>
    public const float SureFrom = 0.8f;

    /// <summary>The power where nothing is to be cleaned: what lies under the talk is far below it.</summary>
    public const float QuietExponent = 0.4f;

    // Talk over what lies under it, dB: after 1.5 s nine in ten mixtures at 9 dB show less than 23, at 30 dB more than 26. Chosen
    // on the splits dev and test.
    private const float QuietFrom = 20, QuietTo = 27, QuietRate = 0.1f;

    // Mean square of the normalised features: 1 in training, 0.5 to 4 on talkers never heard, at most 5.4 on the virtual talker. Doubt
    // begins and is whole here.
    private const float DoubtFrom = 6f;
    private const float DoubtTo = 11f;

    // Of a network that is sure most of the energy it lets through passes at gains near 1; of one that is unsure at the gains
    // in between. These limits were chosen on talkers of the splits dev and test; device/docs/figures.md tells the harm that is left.
    private const float UnsureBelow = 0.4f;

    // Where it lets through less, nobody talks: that says nothing of how well it knows a voice.
    private const float TalkShare = 0.1f;

    // Half a second for novelty, a tenth for sight, two seconds of talk for the rest.
    private const float NoveltyRate = 1f / 50, SightRate = 1f / 10;
    private const int TalkSpan = 200;

    private static int OwnStateLength => Unsafe.SizeOf<Memory>() / sizeof(float);

    private readonly float _floor = rule.Floor;
    private readonly BandContrast _contrast = new(rule.Contrast, bands);
    private readonly BandFloors _floors = new(bands);
    private float _raisedFloor = rule.Floor;
    private Memory _memory = new() { Novelty = 1 };
    private float _exponent = rule.Exponent;

    /// <summary>Numbers of its state.</summary>
    public int StateLength => OwnStateLength + _floors.StateLength;

    /// <summary>
    /// How far held-out speech of who talks has shown the network's gains to be right, though it is unsure of them: 0 (not) to 1 (as where
    /// it sees a mouth); see <see cref="Learning.Learner.Trust"/>.
    /// </summary>
    public float Trust
    {
        get => _memory.Trust;
        set
        {
            if (value == _memory.Trust) return;
            _memory.Trust = value;
            SetExponent();
        }
    }

    /// <summary>How little the network knows of what it hears, 0 (as in training) to 1.</summary>
    public float Doubt { get; private set; }

    /// <summary>
    /// How sure the network is of its gains, 0 to 1: the mean gain of the energy that it lets through. Not a number before
    /// anybody has talked.
    /// </summary>
    public float Certainty => _memory.TalkHops == 0 ? float.NaN : _memory.Speech / MathF.Max(_memory.Passed, float.Epsilon);

    /// <summary>
    /// By how much the ratio of speech to noise is improved, dB, if the network's gains are right: an estimate without a
    /// reference. Not a number before anybody has talked.
    /// </summary>
    public float EstimatedGain => _memory.TalkHops == 0
        ? float.NaN
        : 10 * MathF.Log10(Ratio(_memory.SpeechLeft, _memory.NoiseLeft) / Ratio(_memory.Speech, _memory.Noise));

    /// <summary>Whether the last hop was processed less than the rule says.</summary>
    public bool Raised => Doubt > 0 || _exponent < rule.Exponent;

    /// <summary>Takes what the network is given of a hop.</summary>
    public void Hear(NetworkInputs inputs) => Hear(TensorPrimitives.SumOfSquares(inputs.Audio) / inputs.Audio.Length, inputs.SeesMouth);

    /// <summary>Takes what the network is given of a hop.</summary>
    /// <param name="meanSquare">Of the normalised features of the sound.</param>
    /// <param name="seesMouth">Whether it sees a mouth.</param>
    public void Hear(float meanSquare, bool seesMouth)
    {
        // Networks without a floor are left as they were trained and scored.
        if (_floor == 0) return;
        _memory.Sight += SightRate * ((seesMouth ? 1f : 0f) - _memory.Sight);
        if (float.IsFinite(meanSquare)) _memory.Novelty += NoveltyRate * (meanSquare - _memory.Novelty);
        Doubt = Math.Clamp((_memory.Novelty - DoubtFrom) / (DoubtTo - DoubtFrom), 0f, 1f);
        _raisedFloor = Doubt == 0
            ? _floor
            : MathF.Pow(10, (rule.FloorDecibels + (Doubt * MathF.Max(0f, UnsureFloorDecibels - rule.FloorDecibels))) / 20);
    }

    /// <summary>Takes what the network said of a hop, and says how it is to be applied.</summary>
    /// <param name="gains">Of each band, 0..1: square roots of the share of speech in a band's energy.</param>
    /// <param name="energies">Of each band, of the noisy sound.</param>
    /// <param name="applied">Gains as they are to be applied, as many, 0..1; written.</param>
    public void Observe(ReadOnlySpan<float> gains, ReadOnlySpan<float> energies, Span<float> applied)
    {
        float all = TensorPrimitives.Sum(energies), passed = TensorPrimitives.Dot(gains, energies);
        bool heard = float.IsFinite(all) && float.IsFinite(passed), talks = heard && all > 0 && passed >= TalkShare * all;
        float under = heard ? _floors.Hear(energies, talks, _memory.Speech + _memory.Noise) : 0;
        if (talks) HearTalk(gains, energies, passed, all, under);
        Apply(gains, applied);
        if (talks) Estimate(gains, energies, applied);
    }

    /// <summary>Gains as they are to be applied.</summary>
    /// <param name="gains">What the network gives for each band, 0..1.</param>
    /// <param name="applied">As many, 0..1; written. May be the same memory.</param>
    public void Apply(ReadOnlySpan<float> gains, Span<float> applied)
    {
        _contrast.Apply(gains, applied);
        if (_exponent == 1.5f)
        {
            for (int i = 0; i < gains.Length; i++) applied[i] *= MathF.Sqrt(applied[i]);
        }
        else
        {
            TensorPrimitives.Pow(applied, _exponent, applied);
        }

        if (_raisedFloor > 0) TensorPrimitives.Max(applied, _raisedFloor, applied);
    }

    private static float Ratio(float speech, float noise) => speech / MathF.Max(noise, 1e-9f * speech);

    private float TalkRate => 1f / _memory.TalkHops;

    private void HearTalk(ReadOnlySpan<float> gains, ReadOnlySpan<float> energies, float passed, float all, float under)
    {
        float speech = 0;
        for (int band = 0; band < gains.Length; band++) speech += Voice(gains[band], energies[band]);
        _memory.TalkHops = Math.Min(_memory.TalkHops + 1, TalkSpan);
        _memory.Passed += TalkRate * (passed - _memory.Passed);
        _memory.Speech += TalkRate * (speech - _memory.Speech);
        _memory.Noise += TalkRate * (all - speech - _memory.Noise);
        float quiet = 10 * MathF.Log10(Ratio(_memory.Speech + _memory.Noise, under));
        _memory.Quiet += QuietRate * (Math.Clamp((quiet - QuietFrom) / (QuietTo - QuietFrom), 0f, 1f) - _memory.Quiet);
        SetExponent();
    }

    private void Estimate(ReadOnlySpan<float> gains, ReadOnlySpan<float> energies, ReadOnlySpan<float> applied)
    {
        float speechLeft = 0, noiseLeft = 0;
        for (int band = 0; band < gains.Length; band++)
        {
            float voice = Voice(gains[band], energies[band]), left = applied[band] * applied[band];
            speechLeft += left * voice;
            noiseLeft += left * (energies[band] - voice);
        }

        _memory.SpeechLeft += TalkRate * (speechLeft - _memory.SpeechLeft);
        _memory.NoiseLeft += TalkRate * (noiseLeft - _memory.NoiseLeft);
    }

    private static float Voice(float gain, float energy) => gain * gain * energy;

    private void SetExponent()
    {
        _exponent = rule.Exponent;
        if (_floor == 0 || _memory.TalkHops == 0) return;
        float sure = Math.Clamp((Certainty - UnsureBelow) / (SureFrom - UnsureBelow), 0f, 1f);
        float unsure = MathF.Min(rule.Exponent, KnownExponent - ((1 - _memory.Sight) * (1 - _memory.Trust) * (KnownExponent - UnsureExponent)));
        _exponent = unsure + (sure * (rule.Exponent - unsure));
        _exponent += _memory.Quiet * MathF.Min(0, QuietExponent - _exponent);
    }

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        MemoryMarshal.Write(MemoryMarshal.AsBytes(state), _memory);
        _floors.Save(state[OwnStateLength..]);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        _memory = MemoryMarshal.Read<Memory>(MemoryMarshal.AsBytes(state));
        _floors.Restore(state[OwnStateLength..]);
        SetExponent();
    }

    /// <summary>Forgets what was heard, not how far it is trusted.</summary>
    public void Reset()
    {
        _memory = new() { Novelty = 1, Trust = _memory.Trust };
        _floors.Reset();
        SetExponent();
        Doubt = 0;
        _raisedFloor = _floor;
    }

    /// <summary>What is remembered from hop to hop beside the floors of the bands; recordings hold it in this order.</summary>
    private struct Memory
    {
        public float Novelty;
        public float TalkHops;
        public float Passed, Speech, Noise, SpeechLeft, NoiseLeft; // energies, means over the last hops of talk
        public float Sight; // share of the last hops in which a mouth was seen
        public float Trust;
        public float Quiet; // 0 to 1
    }
}
