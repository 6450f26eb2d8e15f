using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// Interleaved frames of a microphone to mono samples in -1..1: the mean of the channels that are heard. Looks at each
/// channel while it does so: one that stays silent while another is loud is dead, one that is the negative of another
/// would make silence of both. Where nobody chose, such channels are left out until the microphone is opened anew; where
/// somebody did, they are reported only.
/// Allocates nothing after construction but the words for what it finds. Used by one thread.
/// </summary>
internal sealed class ChannelMixer
{
    // Of full scale, squared: a talker in a room is louder than -60 dB, and heard by all microphones there within some 20 dB.
    // A channel without one has the noise of its converter at most, 40 dB and more below.
    private const double Loud = 1e-6, FarBelow = 1e-4;
    private const double Opposite = -0.8;

    // Windows of a second in a row until something is believed.
    private const int Windows = 2;

    private readonly PcmShape _shape;
    private readonly int[] _chosen;
    private readonly bool _isFree;
    private readonly float[] _weights;
    private readonly double[] _energies, _products;
    private readonly float[] _frame;
    private readonly ChannelState[] _states, _seen;
    private readonly int[] _times;
    private readonly List<string> _remarks;
    private int _reference;
    private int _count;

    /// <param name="name">The microphone, for messages.</param>
    /// <param name="shape">Layout of the frames.</param>
    /// <param name="choice">Which channels are heard.</param>
    /// <param name="remarks">Where to say what is found.</param>
    /// <exception cref="DeviceFailedException">The device has fewer channels than were chosen.</exception>
    public ChannelMixer(string name, PcmShape shape, ChannelChoice choice, List<string> remarks)
    {
        if (choice.Highest > shape.Channels)
        {
            throw new DeviceFailedException(
                name, $"it has {shape.Channels} channel(s), and {choice.Highest} was chosen", "Choose others with --channels");
        }

        Name = name;
        _shape = shape;
        _isFree = choice.Channels.Count == 0;
        _chosen = _isFree ? [.. Enumerable.Range(0, shape.Channels)] : [.. choice.Channels.Select(channel => channel - 1)];
        _reference = _chosen[0];
        _weights = new float[shape.Channels];
        _frame = new float[shape.Channels];
        (_energies, _products) = (new double[shape.Channels], new double[shape.Channels]);
        (_states, _seen) = (new ChannelState[shape.Channels], new ChannelState[shape.Channels]);
        _times = new int[shape.Channels];
        _remarks = remarks;
        Weigh();
        if (_isFree && shape.Channels > 2)
            remarks.Add($"{name}: the mean of its {shape.Channels} channels is heard; --channels 1-{shape.Channels - 1} or 1 chooses");
    }

    private string Name { get; }

    /// <summary>Mixes frames.</summary>
    /// <param name="frames">Whole frames.</param>
    /// <param name="mono">One sample a frame.</param>
    public void Mix(ReadOnlySpan<byte> frames, Span<float> mono)
    {
        switch (_shape.Format)
        {
            case SampleFormat.Signed16:
                ReadOnlySpan<short> narrow = MemoryMarshal.Cast<byte, short>(frames);
                for (int i = 0, at = 0; i < mono.Length; i++)
                {
                    foreach (ref float sample in _frame.AsSpan()) sample = narrow[at++] / 32768f;
                    mono[i] = Take();
                }

                break;
            case SampleFormat.Signed32:
                ReadOnlySpan<int> wide = MemoryMarshal.Cast<byte, int>(frames);
                for (int i = 0, at = 0; i < mono.Length; i++)
                {
                    foreach (ref float sample in _frame.AsSpan()) sample = wide[at++] / 2147483648f;
                    mono[i] = Take();
                }

                break;
            default:
                ReadOnlySpan<float> real = MemoryMarshal.Cast<byte, float>(frames);
                for (int i = 0, at = 0; i < mono.Length; i++)
                {
                    foreach (ref float sample in _frame.AsSpan()) sample = float.IsFinite(real[at]) ? real[at++] : Skip(ref at);
                    mono[i] = Take();
                }

                break;
        }
    }

    private static float Skip(ref int at)
    {
        at++;
        return 0;
    }

    private float Take()
    {
        float sum = 0;
        for (int channel = 0; channel < _frame.Length; channel++) sum += _weights[channel] * _frame[channel];
        if (_chosen.Length == 1) return sum;
        float reference = _frame[_reference];
        for (int channel = 0; channel < _frame.Length; channel++)
        {
            double sample = _frame[channel];
            _energies[channel] += sample * sample;
            _products[channel] += sample * reference;
        }

        if (++_count >= _shape.Rate) Look();
        return sum;
    }

    /// <summary>A second is over.</summary>
    private void Look()
    {
        int loudest = _reference;
        foreach (int channel in _chosen)
        {
            if (_energies[channel] > _energies[loudest]) loudest = channel;
        }

        double max = _energies[loudest] / _count;
        bool changed = false;
        if (max >= Loud)
        {
            foreach (int channel in _chosen) changed |= Classify(channel, max);
        }

        // What is compared with must sound.
        if (_states[_reference] == ChannelState.Dead)
        {
            _reference = loudest;
            foreach (int channel in _chosen)
            {
                if (_states[channel] == ChannelState.Opposite) _states[channel] = ChannelState.Well;
            }

            changed = true;
        }

        if (changed) Weigh();
        Array.Clear(_energies);
        Array.Clear(_products);
        _count = 0;
    }

    private bool Classify(int channel, double max)
    {
        if (_states[channel] != ChannelState.Well) return false;
        ChannelState state = _energies[channel] / _count < FarBelow * max ? ChannelState.Dead
            : channel != _reference && _products[channel] < Opposite * Math.Sqrt(_energies[channel] * _energies[_reference]) ? ChannelState.Opposite
            : ChannelState.Well;
        _times[channel] = state == _seen[channel] ? _times[channel] + 1 : 1;
        _seen[channel] = state;
        if (state == ChannelState.Well || _times[channel] < Windows) return false;
        _states[channel] = state;
        string what = state == ChannelState.Dead
            ? "is dead: silent while others are not"
            : $"is the negative of channel {_reference + 1}: their mean is silence";
        string consequence = _isFree ? "it is left out" : "choose others with --channels";
        _remarks.Add($"{Name}: channel {channel + 1} {what}; {consequence}");
        return true;
    }

    private void Weigh()
    {
        Array.Clear(_weights);
        int heard = _isFree ? _chosen.Count(channel => _states[channel] == ChannelState.Well) : _chosen.Length;
        foreach (int channel in _chosen)
        {
            if (!_isFree || heard == 0 || _states[channel] == ChannelState.Well)
                _weights[channel] = 1f / (heard == 0 ? _chosen.Length : heard);
        }
    }

    private enum ChannelState
    {
        Well,
        Dead,
        Opposite,
    }
}
