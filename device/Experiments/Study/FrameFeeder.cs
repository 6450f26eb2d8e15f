using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>
/// Trains an integer engine on the frames of a study, one after the other, utterances in an order of the seed. Where only a
/// share of them is labelled, the others are left out, or the streams learn to agree on them in every second turn: the network
/// hears the utterance alone or sees it alone, by chance, and learns what its weights say who hear and see it.
/// </summary>
internal sealed class FrameFeeder : IDisposable
{
    private readonly StudyFrames _frames;
    private readonly int[] _labelled, _others;
    private readonly Random _random;
    private readonly short[] _audio, _video, _gains;
    private readonly CpuEngine? _teacher;
    private readonly IntegerNetwork? _taught;
    private short[] _agreed = [];
    private int _turn = -1, _first, _frame, _end;
    private bool _agrees, _hears;

    /// <param name="frames">The frames.</param>
    /// <param name="network">Whose inputs they are.</param>
    /// <param name="seed">Of the order, and of which utterances are labelled.</param>
    /// <param name="labelled">Share of the utterances whose mask is known, 0..1.</param>
    /// <param name="first">The weights at the beginning, where streams agree on the others; null leaves those out.</param>
    public FrameFeeder(
        StudyFrames frames, NetworkDescription network, int seed, double labelled = 1, IntegerNetwork? first = null)
    {
        _frames = frames;
        _random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, frames.Utterances)];
        _random.Shuffle(order);
        int known = MixtureSource.Labelled(labelled, order.Length);
        (_labelled, _others) = (order[..known], order[known..]);
        _audio = new short[network.AudioInputs];
        _video = new short[network.VideoInputs];
        _gains = new short[network.Outputs];
        if (first is null || _others.Length == 0) return;
        _taught = first.Clone();
        _teacher = new CpuEngine(_taught);
    }

    /// <summary>One training step.</summary>
    public void Train(IEventEngine engine)
    {
        if (_frame == _end) Begin(engine);
        _frames.Audio(_frame, _audio);
        _frames.Video(_frame, _video);
        if (_agrees) (_hears ? _video : _audio).AsSpan().Clear();
        ReadOnlySpan<short> target = _agrees
            ? _agreed.AsSpan((_frame - _first) * _gains.Length, _gains.Length)
            : _frames.Targets(_frame);
        engine.Train(_audio, _video, target, _gains);
        _frame++;
    }

    /// <inheritdoc/>
    public void Dispose() => _teacher?.Dispose();

    private void Begin(IEventEngine engine)
    {
        _turn++;
        _agrees = _teacher is not null && _turn % 2 == 1;
        int[] list = _agrees ? _others : _labelled;
        int utterance = list[(_teacher is null ? _turn : _turn / 2) % list.Length];
        _first = _frame = _frames.Begins[utterance];
        _end = _frames.Begins[utterance + 1];
        engine.Reset();
        if (_agrees) Agree(engine);
    }

    private void Agree(IEventEngine engine)
    {
        engine.ReadWeights(_taught!);
        _teacher!.WriteWeights(_taught!);
        _teacher.Reset();
        _hears = _random.Next(2) == 0;
        if (_agreed.Length < (_end - _first) * _gains.Length) _agreed = new short[(_end - _first) * _gains.Length];
        for (int frame = _first; frame < _end; frame++)
        {
            _frames.Audio(frame, _audio);
            _frames.Video(frame, _video);
            _teacher.Forward(_audio, _video, _agreed.AsSpan((frame - _first) * _gains.Length, _gains.Length));
        }
    }
}
