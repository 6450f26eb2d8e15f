using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// What a room does to a sound, by chance: the direct sound, a few early reflections, and after these a dense tail that decays
/// exponentially (a feedback delay network of eight lines, Jot and Chaigne 1991, whose highs fade faster than its lows).
/// </summary>
internal sealed class SimulatedRoom
{
    private const int Lines = 8;
    private const int Ring = 2048;
    private static readonly int[] BaseLengths = [347, 433, 521, 617, 709, 811, 907, 1021];

    private readonly int[] _lengths = new int[Lines];
    private readonly float[] _gains = new float[Lines];
    private readonly (int Delay, float Gain)[] _reflections;
    private readonly float _damping;

    /// <param name="random">Draws decay time (RT60, 0.1..0.6 s), size, walls, reflections and the distance to the talker.</param>
    public SimulatedRoom(Random random)
    {
        DecaySeconds = 0.1 * Math.Pow(6, random.NextDouble());
        EarlyToLate = 2 + (16 * random.NextDouble());
        EarlyLength = (int)((0.03 + (0.02 * random.NextDouble())) * AudioFormat.SampleRate);
        _damping = 0.1f + (0.45f * random.NextSingle());
        double size = 0.8 + (0.45 * random.NextDouble());
        for (int line = 0; line < Lines; line++)
        {
            _lengths[line] = (int)(BaseLengths[line] * size) | 1;
            _gains[line] = (float)Math.Pow(10, -3.0 * _lengths[line] / (DecaySeconds * AudioFormat.SampleRate));
        }

        _reflections = new (int, float)[random.Next(3, 8)];
        for (int i = 0; i < _reflections.Length; i++)
        {
            int delay = random.Next(32, EarlyLength);
            double gain = (0.2 + (0.4 * random.NextDouble())) * Math.Pow(10, -3.0 * delay / (DecaySeconds * AudioFormat.SampleRate));
            _reflections[i] = (delay, (float)(random.Next(2) == 0 ? gain : -gain));
        }
    }

    /// <summary>Seconds in which a sound decays by 60 dB.</summary>
    public double DecaySeconds { get; }

    /// <summary>Energy of direct sound and early reflections over that of the tail, dB.</summary>
    public double EarlyToLate { get; }

    /// <summary>Samples from the direct sound to the tail: 30..50 ms.</summary>
    public int EarlyLength { get; }

    /// <summary>Splits what the room makes of a sound.</summary>
    /// <param name="dry">The sound.</param>
    /// <param name="early">Direct sound and early reflections; as long as <paramref name="dry"/>, written.</param>
    /// <param name="late">The tail; as long, written.</param>
    public void Play(ReadOnlySpan<float> dry, Span<float> early, Span<float> late)
    {
        dry.CopyTo(early);
        foreach ((int delay, float gain) in _reflections)
        {
            if (delay >= dry.Length) continue;
            TensorPrimitives.MultiplyAdd(dry[..^delay], gain, early[delay..], early[delay..]);
        }

        Tail(dry, late);
        float tail = TensorPrimitives.SumOfSquares<float>(late);
        if (tail <= 0) return;
        float scale = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(early) / tail) * (float)Math.Pow(10, -EarlyToLate / 20);
        TensorPrimitives.Multiply(late, scale, late);
    }

    private void Tail(ReadOnlySpan<float> dry, Span<float> late)
    {
        float[] ring = new float[Ring * Lines];
        Span<float> state = stackalloc float[Lines], heard = stackalloc float[Lines];
        state.Clear();
        int before = EarlyLength - _lengths[0];
        for (int n = 0; n < late.Length; n++)
        {
            float sum = 0, given = 0;
            for (int line = 0; line < Lines; line++)
            {
                float arrived = ring[(((n - _lengths[line]) & (Ring - 1)) * Lines) + line];
                float value = arrived + (_damping * (state[line] - arrived));
                state[line] = value;
                heard[line] = value;
                sum += value;
                given += (line & 1) == 0 ? value : -value;
            }

            late[n] = given;
            float mirrored = sum * (2f / Lines);
            float input = n >= before ? dry[n - before] : 0f;
            Span<float> row = ring.AsSpan((n & (Ring - 1)) * Lines, Lines);
            for (int line = 0; line < Lines; line++)
                row[line] = ((line & 2) == 0 ? input : -input) + (_gains[line] * (heard[line] - mirrored));
        }
    }
}
