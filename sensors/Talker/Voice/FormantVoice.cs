using System.Numerics;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Voice;

/// <summary>
/// Speaks a talker's script: a source-filter synthesiser after Klatt 1980 with glottal pulses and breath through a
/// cascade
/// of formants and frication beside it. Streams mono sound at 16 kHz without allocating. Used by one thread.
/// </summary>
public sealed class FormantVoice
{
    /// <summary>Samples between two looks at the score: 2.5 ms.</summary>
    private const int ControlStep = 40;

    private const ulong NoiseStream = 4;
    private const float StepSeconds = (float)ControlStep / SentenceScore.SampleRate;

    // The tongue takes about 40 ms from target to target, the glottis 10 ms, a burst starts at once. Look-ahead
    // makes up for the delay of the smoothing, 2 / rate.
    private const float FormantRate = 110, VoiceRate = 420, NoiseRate = 1000;
    private const int FormantLookAhead = 260, VoiceLookAhead = 60, NoiseLookAhead = 24;

    private readonly TalkerTraits _traits;
    private readonly TalkerScript _script;
    private readonly GlottalSource _glottis;
    private readonly FricationSource _frication = new();
    private readonly VocalTract _tract;
    private readonly float _voiceGain;
    private readonly float _breathGain;
    private TalkerRandom _random;
    private Damped _formants = new(new(500, 1500, 2500, 3500));
    private Damped _bandwidths = new(new(60, 90, 140, 220));
    private Damped _voice; // voicing, aspiration, tilt in kHz, antiformant in kHz
    private Damped _noise; // frication
    private Vector4 _amplitudes, _amplitudeStep;
    private float _fundamental, _dull, _tilt = 1, _blocked, _blockedInput;
    private int _position, _untilControl;
    private int _formantPhone, _voicePhone, _noisePhone;

    /// <param name="traits">Whose voice.</param>
    /// <param name="script">What it says; the voice turns its pages.</param>
    /// <param name="gain">From the RMS of a vowel to samples.</param>
    public FormantVoice(TalkerTraits traits, TalkerScript script, float gain)
    {
        _traits = traits;
        _script = script;
        _glottis = new GlottalSource(traits);
        _tract = new VocalTract(traits.TractScale);
        _random = TalkerRandom.Of(traits.Seed, NoiseStream);
        (_voiceGain, _breathGain) = Calibrate(traits);
        Gain = gain;
    }

    /// <summary>From the RMS of a vowel to samples.</summary>
    public float Gain { get; }

    /// <summary>The script that is being spoken.</summary>
    public TalkerScript Script => _script;

    /// <summary>The number of the next sample, counted since the talker began.</summary>
    public long Position => _script.Current.Start + _position;

    /// <summary>Speaks on: fills <paramref name="samples"/>.</summary>
    public void Read(Span<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (_untilControl == 0) Control();
            _untilControl--;
            samples[i] = Gain * Next();
            if (++_position == _script.Current.Length) Turn();
        }
    }

    /// <summary>
    /// Moves forward to <paramref name="position"/> as if everything before had been spoken: sentences that lie wholly
    /// before it are not synthesised.
    /// </summary>
    public void SkipTo(long position)
    {
        Span<float> thrownAway = stackalloc float[ControlStep];
        if (position >= _script.Current.Start + _script.Current.Length)
        {
            _script.MoveTo(position);
            Open();
        }

        while (Position < position)
            Read(thrownAway[..(int)Math.Min(ControlStep, position - Position)]);
    }

    /// <summary>
    /// A vowel held for <paramref name="samples"/> with a steady pitch, RMS about 1: what the formant table promises,
    /// to
    /// be looked at under a spectrum.
    /// </summary>
    public static float[] Sustain(TalkerTraits traits, Phoneme vowel, int samples)
    {
        (float voiceGain, _) = Calibrate(traits);
        float[] sound = new float[samples];
        Hold(traits, PhonemeTable.Of(vowel)[0], voiceGain, sound);
        return sound;
    }

    private static (float Voice, float Breath) Calibrate(TalkerTraits traits)
    {
        const int Settle = 800;
        float[] sound = new float[4 * Settle];
        Phone neutral = PhonemeTable.Of(Phoneme.AX)[0];
        Hold(traits, neutral, 1, sound);
        float voice = 1 / Level(sound.AsSpan(Settle));

        VocalTract tract = new(traits.TractScale);
        tract.Move(neutral.Formants!.Value, neutral.Bandwidths, VocalTract.NasalHertz);
        TalkerRandom random = TalkerRandom.Of(traits.Seed, NoiseStream);
        for (int i = 0; i < sound.Length; i++) sound[i] = tract.Next(random.Signed());
        return (voice, 1 / Level(sound.AsSpan(Settle)));
    }

    private static void Hold(TalkerTraits traits, Phone vowel, float gain, Span<float> sound)
    {
        GlottalSource glottis = new(traits);
        VocalTract tract = new(traits.TractScale);
        tract.Move(vowel.Formants!.Value, vowel.Bandwidths, VocalTract.NasalHertz);
        for (int i = 0; i < sound.Length; i++) sound[i] = gain * tract.Next(glottis.Next(traits.FundamentalHertz));
    }

    private static float Level(ReadOnlySpan<float> sound)
    {
        float energy = 0;
        foreach (float sample in sound) energy += sample * sample;
        return MathF.Sqrt(energy / sound.Length);
    }

    private void Turn()
    {
        _script.Next();
        Open();
    }

    private void Open()
    {
        _position = 0;
        _formantPhone = _voicePhone = _noisePhone = 0;
    }

    private float Next()
    {
        _amplitudes += _amplitudeStep;
        float noise = _random.Signed();
        float pulses = _glottis.Next(_fundamental) * _voiceGain * _amplitudes.X;
        _dull += _tilt * (pulses - _dull);
        // Breath and friction of a voiced sound come in puffs, while the glottis is open.
        float puff = _amplitudes.X > 0.1f && !_glottis.Open ? 0.5f : 1;
        float source = _dull + _breathGain * _amplitudes.Y * puff * noise;
        float sound = _tract.Next(source)
            + _amplitudes.Z * puff * 1.7320508f * _frication.Next(_random.Signed());
        // What a microphone does not carry: everything below about 50 Hz.
        _blocked = sound - _blockedInput + 0.98f * _blocked;
        _blockedInput = sound;
        return _blocked;
    }

    private void Control()
    {
        SentenceScore score = _script.Current;
        ReadOnlySpan<SpokenPhone> phones = score.Phones;
        _untilControl = ControlStep;

        Advance(phones, ref _formantPhone, _position + FormantLookAhead);
        Phone shape = phones[_formantPhone].Phone;
        int lender = _formantPhone;
        while (phones[lender].Phone.Formants is null) lender++;
        Vector4 formants = _formants.Move(phones[lender].Phone.Formants!.Value, FormantRate);
        Vector4 bandwidths = _bandwidths.Move(shape.Bandwidths, FormantRate);

        Advance(phones, ref _voicePhone, _position + VoiceLookAhead);
        ref readonly SpokenPhone voiced = ref phones[_voicePhone];
        float antiformant = voiced.Phone.AntiformantHertz > 0 ? voiced.Phone.AntiformantHertz : VocalTract.NasalHertz;
        Vector4 voice = _voice.Move(
            new Vector4(
                voiced.Phone.Voicing * (voiced.Word < 0 ? 0 : voiced.Stress),
                voiced.Phone.Aspiration * (voiced.Phone.IsVowel ? _traits.Breathiness : 1),
                voiced.Phone.TiltHertz / 1000,
                antiformant / 1000),
            VoiceRate);

        Advance(phones, ref _noisePhone, _position + NoiseLookAhead);
        Phone noisy = phones[_noisePhone].Phone;
        if (noisy.Spectrum is { } spectrum) _frication.Shape(spectrum, _traits.TractScale);
        Vector4 noise = _noise.Move(new Vector4(noisy.Frication), NoiseRate);

        // The voice weakens towards the end of the sentence, as the breath does.
        float through = Math.Clamp(
            (_position - score.SpeechStart) / (float)(score.SpeechEnd - score.SpeechStart), 0, 1);
        float breath = 1.1f - 0.3f * through;
        Vector4 amplitudes = breath * new Vector4(voice.X, voice.Y, noise.X, 0);
        _amplitudeStep = (amplitudes - _amplitudes) / ControlStep;
        _fundamental = score.FundamentalAt(_position);
        _tilt = 1 - MathF.Exp(-2 * MathF.PI * MathF.Max(0.1f, voice.Z) * 1000 / SentenceScore.SampleRate);
        _tract.Move(formants, bandwidths, MathF.Max(VocalTract.NasalHertz, voice.W * 1000));
    }

    private static void Advance(ReadOnlySpan<SpokenPhone> phones, ref int index, int sample)
    {
        while (index < phones.Length - 1 && phones[index].End <= sample) index++;
    }

    /// <summary>Four values that follow their targets like critically damped springs.</summary>
    private struct Damped(Vector4 start)
    {
        private Vector4 _value = start;
        private Vector4 _speed;

        public Vector4 Move(Vector4 target, float rate)
        {
            float decay = MathF.Exp(-rate * StepSeconds);
            Vector4 error = _value - target;
            Vector4 pull = (_speed + rate * error) * StepSeconds;
            _speed = (_speed - rate * pull) * decay;
            _value = target + (error + pull) * decay;
            return _value;
        }
    }
}
