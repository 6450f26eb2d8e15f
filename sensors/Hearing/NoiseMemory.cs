namespace OnBoard.Sensors.Hearing;

/// <summary>
/// The slow memory of each band: running means of the log energy over 16 and 64 hops, and a floor that falls fast and rises
/// slowly, which stands for the noise under the speech (minimum statistics after Martin, IEEE TSAP 9(5), 2001, in its simplest
/// form). The means are plain until they span their length, so they are right from the first hop. Allocates nothing.
/// </summary>
public sealed class NoiseMemory
{
    private const int FastSpan = 16;
    private const int SlowSpan = 64;

    // The floor follows a mean over four hops, so that the dips of a single window do not pull it down.
    private const int SmoothSpan = 4;
    private const float FallRate = 0.4f;

    // Natural logarithm of power per hop: 5 dB a second.
    private const float RisePerHop = 5f / 10 * 2.302585f / AudioFormat.HopsPerSecond;

    private readonly float[] _smooth = new float[AudioFormat.Bands];
    private readonly float[] _fast = new float[AudioFormat.Bands];
    private readonly float[] _slow = new float[AudioFormat.Bands];
    private readonly float[] _floor = new float[AudioFormat.Bands];
    private int _hops;

    /// <summary>Numbers of its state.</summary>
    public const int StateLength = (4 * AudioFormat.Bands) + 1;

    /// <summary>Mean log energy over 16 hops, [48].</summary>
    public ReadOnlySpan<float> Fast => _fast;

    /// <summary>Mean log energy over 64 hops, [48].</summary>
    public ReadOnlySpan<float> Slow => _slow;

    /// <summary>The floor's log energy, [48].</summary>
    public ReadOnlySpan<float> Floor => _floor;

    /// <summary>Takes the log energies of the next hop.</summary>
    /// <param name="logEnergies">[48], of <see cref="LogMelFeatures.Compute"/>.</param>
    public void Update(ReadOnlySpan<float> logEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEnergies.Length, AudioFormat.Bands);
        bool first = _hops == 0;
        _hops = Math.Min(_hops + 1, SlowSpan);
        float smooth = 1f / Math.Min(_hops, SmoothSpan), fast = 1f / Math.Min(_hops, FastSpan), slow = 1f / _hops;
        for (int band = 0; band < AudioFormat.Bands; band++)
        {
            float energy = logEnergies[band];
            if (!float.IsFinite(energy)) continue;
            _smooth[band] += smooth * (energy - _smooth[band]);
            _fast[band] += fast * (energy - _fast[band]);
            _slow[band] += slow * (energy - _slow[band]);
            float above = _smooth[band] - _floor[band];
            _floor[band] += first ? above : above < 0 ? FallRate * above : MathF.Min(above, RisePerHop);
        }
    }

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        state[^1] = _hops;
        _smooth.CopyTo(state);
        _fast.CopyTo(state[AudioFormat.Bands..]);
        _slow.CopyTo(state[(2 * AudioFormat.Bands)..]);
        _floor.CopyTo(state[(3 * AudioFormat.Bands)..]);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        _hops = (int)state[^1];
        state[..AudioFormat.Bands].CopyTo(_smooth);
        state.Slice(AudioFormat.Bands, AudioFormat.Bands).CopyTo(_fast);
        state.Slice(2 * AudioFormat.Bands, AudioFormat.Bands).CopyTo(_slow);
        state.Slice(3 * AudioFormat.Bands, AudioFormat.Bands).CopyTo(_floor);
    }

    /// <summary>Forgets everything: the start of an utterance or of a stream.</summary>
    public void Reset()
    {
        _hops = 0;
        _smooth.AsSpan().Clear();
        _fast.AsSpan().Clear();
        _slow.AsSpan().Clear();
        _floor.AsSpan().Clear();
    }
}
