namespace OnBoard.Sensors.Talker.Room;

/// <summary>
/// The noise around a talker, at a stated ratio: the RMS of the talker while speaking against the RMS of the noise,
/// measured over its first ten seconds. Used by one thread; the ratio may be changed from another.
/// </summary>
public sealed class VirtualRoom
{
    private const int Block = 160;
    private const int MeasuredBlocks = 1000;
    private readonly INoise? _noise;
    private readonly float[] _one = new float[Block];
    private readonly float _unit;
    private float _gain;
    private double _decibels;

    /// <summary>A room with noise. Measuring it takes up to a quarter of a second of work.</summary>
    /// <param name="talker">Whose level the ratio refers to.</param>
    /// <param name="signalToNoise">The ratio in dB.</param>
    /// <param name="openNoise">Makes the noise from its beginning; called twice, to measure and to hear.</param>
    public VirtualRoom(SyntheticTalker talker, double signalToNoise, Func<INoise> openNoise)
        : this(talker.Traits.Level, signalToNoise, openNoise)
    {
    }

    /// <summary>The same around anybody.</summary>
    /// <param name="talkerLevel">RMS of the talker while speaking.</param>
    /// <param name="signalToNoise">The ratio in dB.</param>
    /// <param name="openNoise">Makes the noise from its beginning; called twice, to measure and to hear.</param>
    public VirtualRoom(float talkerLevel, double signalToNoise, Func<INoise> openNoise)
    {
        INoise measured = openNoise();
        double energy = 0;
        for (int block = 0; block < MeasuredBlocks; block++)
        {
            measured.Read(_one);
            foreach (float sample in _one) energy += (double)sample * sample;
        }

        double level = Math.Sqrt(energy / (MeasuredBlocks * Block));
        _unit = level > 0 ? (float)(talkerLevel / level) : 0;
        _noise = openNoise();
        SignalToNoise = signalToNoise;
    }

    private VirtualRoom()
    {
    }

    /// <summary>A room without noise.</summary>
    public static VirtualRoom Quiet() => new();

    /// <summary>The ratio in dB; of no effect in a quiet room.</summary>
    public double SignalToNoise
    {
        get => Volatile.Read(ref _decibels);
        set
        {
            Volatile.Write(ref _decibels, value);
            Volatile.Write(ref _gain, _unit * (float)Math.Pow(10, -value / 20));
        }
    }

    /// <summary>What a microphone hears of <paramref name="clean"/>: with the noise, clipped to -1..1.</summary>
    public void Hear(ReadOnlySpan<float> clean, Span<float> noisy)
    {
        if (_noise is null)
        {
            clean.CopyTo(noisy);
            return;
        }

        float gain = Volatile.Read(ref _gain);
        for (int start = 0; start < clean.Length; start += Block)
        {
            Span<float> one = _one.AsSpan(0, Math.Min(Block, clean.Length - start));
            _noise.Read(one);
            for (int i = 0; i < one.Length; i++)
                noisy[start + i] = Math.Clamp(clean[start + i] + gain * one[i], -1, 1);
        }
    }
}
