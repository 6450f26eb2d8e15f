using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// One hop of noisy sound in, one hop of enhanced sound out, 10 ms later: window, spectrum, band features, network, gains,
/// overlap-add. Live and off line the same; used by one thread; allocates nothing after it was made.
/// </summary>
/// <remarks>
/// <see cref="Process"/> is the whole hop. A caller that has a deadline takes its steps one by one, <see cref="Hear"/>,
/// <see cref="Infer"/> or <see cref="PassThrough"/>, <see cref="Speak"/>, and so decides whether the network is waited for.
/// </remarks>
public sealed class SpeechEnhancer : IDisposable
{
    private readonly IEngine _engine;
    private readonly NetworkInputs _inputs;
    private readonly MelFilterBank _bank;
    private readonly SpectralAnalyzer _analyzer;
    private readonly SpectralSynthesizer _synthesizer;
    private readonly HopAnalysis _hop;
    private readonly SlowSwing _slowSwing;
    private readonly float[] _gains;
    private readonly float[] _applied;
    private readonly float[] _binGains = new float[AudioFormat.Bins];

    /// <param name="engine">Runs the network; disposed with the enhancer.</param>
    /// <param name="scaling">The features' normalisation that the network was trained with.</param>
    public SpeechEnhancer(IEngine engine, FeatureScaling scaling)
    {
        _engine = engine;
        _inputs = new NetworkInputs(scaling);
        _bank = scaling.Format.FilterBank;
        _analyzer = new SpectralAnalyzer(scaling.Format);
        _synthesizer = new SpectralSynthesizer(scaling.Format);
        _hop = new HopAnalysis(scaling.Format);
        _slowSwing = new SlowSwing(scaling.Format);
        _gains = new float[scaling.Format.Bands];
        _applied = new float[scaling.Format.Bands];
        Guard = new GainGuard(scaling.Gains, scaling.Format.Bands);
        Cells = 2 * engine.Description.Layers * engine.Description.Cells;
        PassThrough();
    }

    /// <summary>What runs the network.</summary>
    public IEngine Engine => _engine;

    /// <summary>Bounds what the network's gains can do.</summary>
    public GainGuard Guard { get; }

    /// <summary>Cells of the network, both streams.</summary>
    public int Cells { get; }

    /// <summary>Cells whose output was not zero at the last hop that the network saw.</summary>
    public int ActiveCells { get; private set; }

    /// <summary>Copies the outputs of all cells at the last hop that the network saw; see <see cref="IEngine"/>.</summary>
    /// <param name="outputs">[<see cref="Cells"/>], UQ3.5; written.</param>
    public void ReadOutputs(Span<byte> outputs) => _engine.ReadOutputs(outputs);

    /// <summary>Events since the engine was made.</summary>
    public EventCounts Events => _engine.Counts;

    /// <summary>Gains of the last hop, one for each band, 0..1; ones where it passed unprocessed.</summary>
    public ReadOnlySpan<float> Gains => _gains;

    /// <summary>The whole hop.</summary>
    /// <param name="noisy">[160] samples.</param>
    /// <param name="enhanced">[160] samples; written: the hop before, enhanced. May be the same memory.</param>
    public void Process(ReadOnlySpan<float> noisy, Span<float> enhanced)
    {
        Hear(noisy);
        Infer();
        Speak(enhanced);
    }

    /// <summary>First step: takes the next hop and makes the audio inputs.</summary>
    /// <param name="noisy">[160] samples.</param>
    public void Hear(ReadOnlySpan<float> noisy)
    {
        _hop.Analyze(noisy, _analyzer);
        _inputs.Hear(_hop);
        Guard.Hear(_inputs);
    }

    /// <summary>Second step: asks the network for the gains of this hop.</summary>
    public void Infer()
    {
        _engine.Forward(_inputs.Audio, _inputs.Video, _gains);
        Guard.Observe(_gains, _hop.Energies, _applied);
        int active = 0;
        for (int layer = 0; layer < _engine.Description.Layers; layer++)
        {
            active += _engine.ActiveCells(StreamName.Audio, layer);
            active += _engine.ActiveCells(StreamName.Video, layer);
        }

        ActiveCells = active;
    }

    /// <summary>
    /// Second step otherwise: unit gains. The hop passes unprocessed with the same delay; the windows' overlap fades from
    /// the enhanced sound to it and back, so that there is no click.
    /// </summary>
    public void PassThrough()
    {
        _gains.AsSpan().Fill(1f);
        _applied.AsSpan().Fill(1f);
    }

    /// <summary>Third step: applies the gains and gives the hop that is now complete.</summary>
    /// <param name="enhanced">[160] samples; written: the hop before the one that <see cref="Hear"/> took.</param>
    public void Speak(Span<float> enhanced)
    {
        _bank.SpreadGains(_applied, _binGains);
        _slowSwing.Scale(_hop.Spectrum, _binGains);
        _synthesizer.Pull(_hop.Spectrum, enhanced);
    }

    /// <summary>Takes the mouth of the next frame; it is held until the next one.</summary>
    /// <param name="features">[64] before normalisation.</param>
    public void SeeMouth(ReadOnlySpan<float> features) => _inputs.SeeMouth(features);

    /// <summary>Takes a frame in which no mouth was found.</summary>
    public void SeeNoMouth() => _inputs.SeeNoMouth();

    /// <summary>Forgets all frames: the camera is gone or switched off.</summary>
    public void LoseSight() => _inputs.LoseSight();

    /// <summary>
    /// Runs three seconds of faint noise through, so that the code is compiled and the memory touched before the first
    /// hop that counts; then begins anew.
    /// </summary>
    public void WarmUp()
    {
        Random random = new(1);
        float[] hop = new float[AudioFormat.HopLength], mouth = new float[MouthFeatures.Count];
        for (int i = 0; i < 3 * AudioFormat.HopsPerSecond; i++)
        {
            foreach (ref float sample in hop.AsSpan()) sample = 0.01f * (random.NextSingle() - 0.5f);
            if (i % 4 == 0) SeeMouth(mouth);
            Process(hop, hop);
        }

        Reset();
    }

    /// <summary>Room for this enhancer's state.</summary>
    public EnhancerState CreateState() =>
        new(_engine is FeatureEngine features ? new NetworkState(features.Engine.Topology) : null, _inputs, Guard);

    /// <summary>Copies what is remembered for the next hop. Between two hops; allocates nothing.</summary>
    /// <param name="state">Of <see cref="CreateState"/>; written.</param>
    public void Save(EnhancerState state)
    {
        if (state.Network is not null) ((FeatureEngine)_engine).Engine.ReadState(state.Network);
        _inputs.Save(state);
        Guard.Save(state.Guard);
        _analyzer.Save(state.Heard);
        _synthesizer.Save(state.Overlap);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave, of this enhancer or of another for the same network.</summary>
    public void Restore(EnhancerState state)
    {
        if (state.Network is not null) ((FeatureEngine)_engine).Engine.WriteState(state.Network);
        _inputs.Restore(state);
        Guard.Restore(state.Guard);
        _analyzer.Restore(state.Heard);
        _synthesizer.Restore(state.Overlap);
    }

    /// <summary>Begins a new utterance: forgets what was heard and seen.</summary>
    public void Reset()
    {
        _engine.Reset();
        _inputs.Reset();
        Guard.Reset();
        _analyzer.Reset();
        _synthesizer.Reset();
        ActiveCells = 0;
        PassThrough();
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
