using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Study;

/// <summary>Trains an integer engine on the frames of a study, one after the other, utterances in an order of the seed.</summary>
internal sealed class FrameFeeder
{
    private readonly StudyFrames _frames;
    private readonly int[] _order;
    private readonly short[] _audio, _video, _gains;
    private int _turn = -1, _frame, _end;

    /// <param name="frames">The frames.</param>
    /// <param name="network">Whose inputs they are.</param>
    /// <param name="seed">Of the order.</param>
    public FrameFeeder(StudyFrames frames, NetworkDescription network, int seed)
    {
        _frames = frames;
        _order = [.. Enumerable.Range(0, frames.Utterances)];
        new Random(seed).Shuffle(_order);
        _audio = new short[network.AudioInputs];
        _video = new short[network.VideoInputs];
        _gains = new short[network.Outputs];
    }

    /// <summary>One training step.</summary>
    public void Train(IEventEngine engine)
    {
        if (_frame == _end)
        {
            _turn = (_turn + 1) % _order.Length;
            _frame = _frames.Begins[_order[_turn]];
            _end = _frames.Begins[_order[_turn] + 1];
            engine.Reset();
        }

        _frames.Audio(_frame, _audio);
        _frames.Video(_frame, _video);
        engine.Train(_audio, _video, _frames.Targets(_frame), _gains);
        _frame++;
    }
}
