using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// How loud the microphone has been lately: the logarithm of a running mean of the energy over all bands. The mean is
/// plain until it spans three seconds and forgets exponentially from then on, so it is right from the first hop. It is
/// a mean of energy, not of its logarithm: pauses hardly pull it down. Hops of digital silence say nothing of a level
/// and are left out, as are hops of no finite energy, which would stay in the mean for good.
/// </summary>
public sealed class LevelTracker
{
    /// <summary>The span of the mean, in hops: three seconds.</summary>
    public const int Span = 3 * AudioFormat.HopsPerSecond;

    /// <summary>Numbers of its state.</summary>
    public const int StateLength = 2;

    private float _mean;
    private int _hops;

    /// <summary>Takes the log energies of one hop and gives the level with it included.</summary>
    /// <param name="logEnergies">Natural logarithms, of <see cref="LogMelFeatures.Compute"/>.</param>
    /// <returns>The natural logarithm of the mean band energy.</returns>
    public float Update(ReadOnlySpan<float> logEnergies)
    {
        Span<float> energies = stackalloc float[AudioFormat.Bins];
        energies = energies[..logEnergies.Length];
        TensorPrimitives.Exp(logEnergies, energies);
        float energy = TensorPrimitives.Sum<float>(energies) / energies.Length;
        if (energy > 1.001f * LogMelFeatures.Floor && float.IsFinite(energy))
        {
            _hops = Math.Min(_hops + 1, Span);
            _mean += (energy - _mean) / _hops;
        }

        return MathF.Log(MathF.Max(_mean, LogMelFeatures.Floor));
    }

    /// <summary>Copies what it remembers: the mean and its count of hops.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        state[0] = _mean;
        state[1] = _hops;
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        _mean = state[0];
        _hops = (int)state[1];
    }

    /// <summary>Forgets everything: the start of an utterance or of a stream.</summary>
    public void Reset()
    {
        _mean = 0;
        _hops = 0;
    }
}
