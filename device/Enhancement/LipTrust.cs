using System.Numerics.Tensors;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// Whether the lips that are seen belong to the voice that is heard. Lips that open and close go before the loudness of the voice by
/// a tenth of a second: the two are correlated over the last seconds of what the network lets through, and what correlates as well
/// at wrong times is taken off. Lips of somebody else, a picture that stands still, and pictures that are late do not agree, and
/// fade out: the network then sees nobody, as with the camera covered. They fade in when they agree again. Allocates nothing.
/// </summary>
/// <param name="inputs">Video inputs of the network.</param>
/// <param name="rule">How its gains are applied: networks without a floor are left as they were trained and judged.</param>
public sealed class LipTrust(int inputs, GainRule rule)
{
    // On the splits dev and dev_other_speaker, -6 to +6 dB, agreement after 4 s: own lips 0.34 (0.23 and less in one of fifty, 0.10 to
    // 0.27 at -9 dB while they are faded out), lips of another talker -0.03 (0.18 and more in one of ten), frozen 0.07 (0.18 and
    // more in one of fifty), 200 to 400 ms late 0.17, and 0.08 once they are faded out.
    private const float NotTrustedBelow = 0.12f;
    private const float TrustedFrom = 0.22f;

    // Hops: four seconds of memory; the lips' lead; times at which lips and voice must not agree better.
    private const int Memory = 400;
    private const int Lead = 10;
    private const int EarlyLead = 40;
    private const int LateLag = 15, LaterLag = 25;
    private const int Ring = EarlyLead + 1;

    // Shares of the newest hop in smoothed motion and loudness.
    private const float MotionRate = 0.1f, LoudnessRate = 0.2f;

    // Before much was heard and while nobody talks lips are believed; lips that stand still while somebody talks are not.
    private const float BelievedAgreement = 0.7f;
    private const float BelievedWeight = 0.05f;
    private const float LeastMotionVariance = 0.02f;

    private readonly bool _bounded = rule.Floor > 0;
    private readonly float[] _followed = new float[inputs];
    private readonly float[] _motions = new float[Ring];
    private readonly float[] _loudnesses = new float[Ring];
    private float _change = float.NaN, _motion, _loudness;
    private float _meanMotion, _meanLoudness, _motionVariance, _loudnessVariance;
    private float _agreeing, _early, _late, _later;
    private int _hops, _at;

    /// <summary>Numbers of its state.</summary>
    public const int StateLength = (2 * Ring) + 14;

    /// <summary>
    /// How well lips and voice agree: their correlation at the right time less half of the best one at wrong times, -1.5 to 1.
    /// </summary>
    public float Agreement { get; private set; } = BelievedAgreement;

    /// <summary>What the lips are multiplied by: 1 where they are trusted, 0 where they are not.</summary>
    public float Weight { get; private set; } = 1;

    /// <summary>Whether lips are seen and count for less than half.</summary>
    public bool IsLow => Weight < 0.5f && !float.IsNaN(_change);

    /// <summary>Takes the next picture.</summary>
    /// <param name="change">
    /// How far the mouth opened or closed since the picture before, in deviations of this talker's; not a number where there is no mouth.
    /// </param>
    public void See(float change) => _change = MathF.Abs(change);

    /// <summary>The video inputs as the network is to have them.</summary>
    /// <param name="video">As they were seen.</param>
    /// <returns>The same memory where lips are trusted; else valid until the next call.</returns>
    public ReadOnlySpan<float> Follow(ReadOnlySpan<float> video)
    {
        if (Weight == 1) return video;
        TensorPrimitives.Multiply(video, Weight, _followed);
        return _followed;
    }

    /// <summary>Takes what the network said of a hop.</summary>
    /// <param name="gains">0..1, by band.</param>
    /// <param name="energies">Of the noisy sound, by band.</param>
    public void Judge(ReadOnlySpan<float> gains, ReadOnlySpan<float> energies)
    {
        if (!_bounded || float.IsNaN(_change)) return;
        float all = TensorPrimitives.Sum(energies), passed = 0;
        for (int band = 0; band < gains.Length; band++) passed += gains[band] * gains[band] * energies[band];
        float loudness = MathF.Log(passed + (1e-4f * all) + 1e-9f);
        if (!float.IsFinite(loudness)) return;
        bool first = _hops == 0;
        _motion = first ? _change : _motion + (MotionRate * (_change - _motion));
        _loudness = first ? loudness : _loudness + (LoudnessRate * (loudness - _loudness));

        // The means find their place at once; variances begin at nothing, so that a belief is given up by evidence only.
        _hops = Math.Min(_hops + 1, Memory);
        float motion = Center(_motion, ref _meanMotion, ref _motionVariance);
        float voice = Center(_loudness, ref _meanLoudness, ref _loudnessVariance);
        _at = (_at + 1) % Ring;
        (_motions[_at], _loudnesses[_at]) = (motion, voice);
        Learn(ref _agreeing, Ago(_motions, Lead) * voice);
        Learn(ref _early, Ago(_motions, EarlyLead) * voice);
        Learn(ref _late, motion * Ago(_loudnesses, LateLag));
        Learn(ref _later, motion * Ago(_loudnesses, LaterLag));
        Weigh();
    }

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        _motions.CopyTo(state);
        _loudnesses.CopyTo(state[Ring..]);
        ReadOnlySpan<float> numbers =
        [
            float.IsNaN(_change) ? 0 : 1, float.IsNaN(_change) ? 0 : _change, _motion, _loudness, _meanMotion, _meanLoudness, _motionVariance,
            _loudnessVariance, _agreeing, _early, _late, _later, _hops, _at,
        ];
        numbers.CopyTo(state[(2 * Ring)..]);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        state[..Ring].CopyTo(_motions);
        state.Slice(Ring, Ring).CopyTo(_loudnesses);
        ReadOnlySpan<float> numbers = state[(2 * Ring)..];
        (_change, _motion, _loudness) = (numbers[0] == 0 ? float.NaN : numbers[1], numbers[2], numbers[3]);
        (_meanMotion, _meanLoudness, _motionVariance, _loudnessVariance) = (numbers[4], numbers[5], numbers[6], numbers[7]);
        (_agreeing, _early, _late, _later) = (numbers[8], numbers[9], numbers[10], numbers[11]);
        (_hops, _at) = (Math.Clamp((int)numbers[12], 0, Memory), Math.Clamp((int)numbers[13], 0, Ring - 1));
        Weigh();
    }

    /// <summary>Forgets the talker.</summary>
    public void Reset()
    {
        Span<float> nothing = stackalloc float[StateLength];
        nothing.Clear();
        Restore(nothing);
    }

    private static void Learn(ref float mean, float value) => mean += (value - mean) / Memory;

    private float Center(float value, ref float mean, ref float variance)
    {
        float before = value - mean;
        mean += before / _hops;
        Learn(ref variance, before * (value - mean));
        return value - mean;
    }

    private float Ago(float[] ring, int hops) => ring[(_at + Ring - hops) % Ring];

    private void Weigh()
    {
        float scale = MathF.Sqrt((_motionVariance + LeastMotionVariance) * _loudnessVariance) + BelievedWeight;
        float wrong = MathF.Max(_early, MathF.Max(_late, _later));
        Agreement = (_agreeing + (BelievedWeight * BelievedAgreement) - (0.5f * wrong)) / scale;
        Weight = _bounded ? Math.Clamp((Agreement - NotTrustedBelow) / (TrustedFrom - NotTrustedBelow), 0f, 1f) : 1f;
    }
}
