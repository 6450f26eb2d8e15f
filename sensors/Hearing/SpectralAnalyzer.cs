namespace OnBoard.Sensors.Hearing;

/// <summary>
/// Cuts a stream of hops into overlapping windows and gives the spectrum of each; one hop in, one spectrum out.
/// </summary>
public sealed class SpectralAnalyzer
{
    private readonly RealFft<float> _fft = new(AudioFormat.FftLength);
    private readonly float[] _hops = new float[AudioFormat.WindowLength];
    private readonly float[] _padded = new float[AudioFormat.FftLength];

    /// <summary>Takes one hop and writes the spectrum of the window made of the hop before it and this one.</summary>
    /// <param name="hop">[160] samples.</param>
    /// <param name="spectrum">Written.</param>
    public void Push(ReadOnlySpan<float> hop, Spectrum spectrum)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hop.Length, AudioFormat.HopLength);
        ArgumentNullException.ThrowIfNull(spectrum);
        Span<float> older = _hops.AsSpan(0, AudioFormat.HopLength);
        Span<float> newer = _hops.AsSpan(AudioFormat.HopLength);
        newer.CopyTo(older);
        hop.CopyTo(newer);
        ReadOnlySpan<float> window = HopWindow.SquareRootHann;
        for (int n = 0; n < _hops.Length; n++)
            _padded[n] = _hops[n] * window[n];
        _fft.Forward(_padded, spectrum.Real, spectrum.Imaginary);
    }

    /// <summary>Copies the last hop.</summary>
    /// <param name="hop">[160] samples; written.</param>
    public void Save(Span<float> hop) => _hops.AsSpan(AudioFormat.HopLength).CopyTo(hop);

    /// <summary>Goes on after a hop that <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> hop) => hop.CopyTo(_hops.AsSpan(AudioFormat.HopLength));

    /// <summary>Forgets the last hop: the next one is taken as the start of a stream.</summary>
    public void Reset() => Array.Clear(_hops);
}
