using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>
/// An integer engine with features in and gains out: rounds features to events and events to floats on the way. Owns the
/// engine it is given.
/// </summary>
public sealed class FeatureEngine : IEngine
{
    private readonly short[] _audio;
    private readonly short[] _video;
    private readonly short[] _targets;
    private readonly short[] _gains;
    private readonly short[] _manyAudio, _manyVideo, _manyTargets, _manyGains;
    private readonly NetworkState _state;

    /// <summary>Steps of <see cref="TrainFrames"/> at most.</summary>
    public const int MaxFrames = 16;

    /// <param name="engine">The engine that does the work; disposed with this one.</param>
    public FeatureEngine(IEventEngine engine)
    {
        Engine = engine;
        _audio = new short[Description.AudioInputs];
        _video = new short[Description.VideoInputs];
        _targets = new short[Description.Outputs];
        _gains = new short[Description.Outputs];
        _manyAudio = new short[MaxFrames * _audio.Length];
        _manyVideo = new short[MaxFrames * _video.Length];
        _manyTargets = new short[MaxFrames * _targets.Length];
        _manyGains = new short[MaxFrames * _gains.Length];
        _state = new NetworkState(engine.Topology);
    }

    /// <summary>The engine underneath.</summary>
    public IEventEngine Engine { get; }

    /// <inheritdoc/>
    public string Name => Engine.Name;

    /// <inheritdoc/>
    public NetworkDescription Description => Engine.Topology.Description;

    /// <inheritdoc/>
    public EventCounts Counts => Engine.Counts;

    /// <inheritdoc/>
    public void Reset() => Engine.Reset();

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, Span<float> gains)
    {
        Round(audio, _audio);
        Round(video, _video);
        Engine.Forward(_audio, _video, _gains);
        Widen(gains);
    }

    /// <summary>One step and one update of the weights; see <see cref="IEventEngine.Train"/>.</summary>
    /// <param name="audio">Audio inputs of about unit variance.</param>
    /// <param name="video">Video inputs of about unit variance.</param>
    /// <param name="targets">Target mask, 0..1.</param>
    /// <param name="gains">One gain per output before the update, 0..1; written.</param>
    public void Train(
        ReadOnlySpan<float> audio, ReadOnlySpan<float> video, ReadOnlySpan<float> targets, Span<float> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, _targets.Length);
        Round(audio, _audio);
        Round(video, _video);
        for (int i = 0; i < _targets.Length; i++) _targets[i] = MaskFormat.FromFloat(targets[i]);
        Engine.Train(_audio, _video, _targets, _gains);
        Widen(gains);
    }

    /// <summary>So many steps, each with its update; see <see cref="IEventEngine.TrainFrames"/>.</summary>
    /// <param name="frames">Steps, at most <see cref="MaxFrames"/>.</param>
    /// <param name="audio">Audio inputs, frame after frame.</param>
    /// <param name="video">Video inputs, frame after frame.</param>
    /// <param name="targets">Target masks, frame after frame.</param>
    /// <param name="weights">
    /// Of each target, as a power of two (<see cref="TargetFormat"/>); none where all count alike. An engine that cannot weigh lets them be.
    /// </param>
    public void TrainFrames(
        int frames, ReadOnlySpan<float> audio, ReadOnlySpan<float> video, ReadOnlySpan<float> targets, ReadOnlySpan<sbyte> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, MaxFrames);
        Span<short> heard = _manyAudio.AsSpan(0, audio.Length), seen = _manyVideo.AsSpan(0, video.Length);
        Span<short> wanted = _manyTargets.AsSpan(0, targets.Length);
        EventFormat.FromInputs(audio, heard);
        EventFormat.FromInputs(video, seen);
        bool weighs = !weights.IsEmpty && Engine.TrainsSelectively;
        for (int i = 0; i < wanted.Length; i++) wanted[i] = TargetFormat.Of(MaskFormat.FromFloat(targets[i]), weighs ? weights[i] : 0);
        Engine.TrainFrames(frames, heard, seen, wanted, _manyGains.AsSpan(0, targets.Length));
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => Engine.ActiveCells(stream, layer);

    /// <inheritdoc/>
    public void ReadOutputs(Span<byte> outputs)
    {
        Engine.ReadState(_state);
        for (int i = 0; i < _state.Outputs.Length; i++) _state.Outputs[i].CopyTo(outputs[(i * Description.Cells)..]);
    }

    /// <inheritdoc/>
    public void Dispose() => Engine.Dispose();

    private static void Round(ReadOnlySpan<float> features, short[] events)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, events.Length);
        EventFormat.FromInputs(features, events);
    }

    private void Widen(Span<float> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gains.Length, _gains.Length);
        for (int i = 0; i < _gains.Length; i++) gains[i] = MaskFormat.ToFloat(_gains[i]);
    }
}
