namespace OnBoard.Sensors.Hearing;

/// <summary>
/// The slow memory of each band: running means of the log energy over 16 and 64 hops, and a floor that falls fast and rises
/// slowly, which stands for the noise under the speech (minimum statistics after Martin, IEEE TSAP 9(5), 2001, in its simplest
/// form). The means are plain until they span their length, so they are right from the first hop. Allocates nothing.
/// </summary>
/// <param name="bands">How many bands.</param>
public sealed class NoiseMemory(int bands)
{
    private const int FastSpan = 16;
    private const int SlowSpan = 64;

    // The floor follows a mean over four hops, so that the dips of a single window do not pull it down.
    private const int SmoothSpan = 4;
    private const float FallRate = 0.4f;

    // Natural logarithm of power per hop: 5 dB a second.
    private const float RisePerHop = 5f / 10 * 2.302585f / AudioFormat.HopsPerSecond;

    private readonly float[] _smooth = new float[bands];
    private readonly float[] _fast = new float[bands];
    private readonly float[] _slow = new float[bands];
    private readonly float[] _floor = new float[bands];
    private int _hops;

    /// <summary>Numbers of its state.</summary>
    public int StateLength { get; } = (4 * bands) + 1;

    /// <summary>Mean log energy over 16 hops, of each band.</summary>
    public ReadOnlySpan<float> Fast => _fast;

    /// <summary>Mean log energy over 64 hops, of each band.</summary>
    public ReadOnlySpan<float> Slow => _slow;

    /// <summary>The floor's log energy, of each band.</summary>
    public ReadOnlySpan<float> Floor => _floor;

    /// <summary>Takes the log energies of the next hop.</summary>
    /// <param name="logEnergies">Of each band, of <see cref="LogMelFeatures.Compute"/>.</param>
    public void Update(ReadOnlySpan<float> logEnergies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEnergies.Length, bands);
        bool first = _hops == 0;
        _hops = Math.Min(_hops + 1, SlowSpan);
        float smooth = 1f / Math.Min(_hops, SmoothSpan), fast = 1f / Math.Min(_hops, FastSpan), slow = 1f / _hops;
        for (int band = 0; band < bands; band++)
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
        _fast.CopyTo(state[bands..]);
        _slow.CopyTo(state[(2 * bands)..]);
        _floor.CopyTo(state[(3 * bands)..]);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        _hops = (int)state[^1];
        state[..bands].CopyTo(_smooth);
        state.Slice(bands, bands).CopyTo(_fast);
        state.Slice(2 * bands, bands).CopyTo(_slow);
        state.Slice(3 * bands, bands).CopyTo(_floor);
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
