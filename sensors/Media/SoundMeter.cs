using System.Runtime.InteropServices;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>Averages channels to mono as they come and measures them: how loud each is, whether they cancel, where one is no number.</summary>
/// <param name="name">What to call the recording in errors.</param>
/// <param name="channels">At least one.</param>
internal sealed class SoundMeter(string name, int channels)
{
    /// <summary>Peak below which sound is silence: -80 dB of full scale.</summary>
    private const float SilentPeak = 1e-4f;

    /// <summary>Energy of the mean over that of the channels below which they cancel each other: -20 dB.</summary>
    private const double Cancelled = 0.01;

    /// <summary>Twelve decibels over full scale: no recording, but numbers of another scale.</summary>
    private const float BeyondScale = 4;

    private readonly double[] _energy = new double[channels];
    private readonly float[] _peak = new float[channels];
    private double _meanEnergy;

    /// <summary>Moments so far.</summary>
    public long Length { get; private set; }

    /// <summary>RMS of the mean of the channels.</summary>
    public float Level => Length > 0 ? (float)Math.Sqrt(_meanEnergy / Length) : 0;

    /// <summary>The loudest sample of the mean.</summary>
    public float Peak { get; private set; }

    /// <summary>Whether nothing can be heard on any channel.</summary>
    public bool IsSilent => _peak.All(peak => peak < SilentPeak);

    /// <summary>Takes whole moments in and gives their mean.</summary>
    /// <param name="interleaved">Channels of one moment beside each other.</param>
    /// <param name="mono">One for each moment.</param>
    /// <exception cref="BadInputException">A sample is no number.</exception>
    public void Take(ReadOnlySpan<byte> interleaved, Span<float> mono)
    {
        ReadOnlySpan<float> samples = MemoryMarshal.Cast<byte, float>(interleaved);
        for (int n = 0; n < mono.Length; n++)
        {
            float sum = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                float sample = samples[(n * channels) + channel];
                sum += sample;
                _energy[channel] += (double)sample * sample;
                _peak[channel] = Math.Max(_peak[channel], Math.Abs(sample));
            }

            if (!float.IsFinite(sum)) throw NoNumber(Length + n);
            float mean = sum / channels;
            mono[n] = mean;
            _meanEnergy += (double)mean * mean;
            Peak = Math.Max(Peak, Math.Abs(mean));
        }

        Length += mono.Length;
    }

    /// <summary>The channel to take alone, because the mean would lose it; -1 where the mean serves.</summary>
    public int BestChannel
    {
        get
        {
            if (channels == 1 || IsSilent) return -1;
            bool cancels = _meanEnergy < Cancelled * _energy.Average();
            bool someSilent = _peak.Any(peak => peak < SilentPeak);
            return cancels || someSilent ? Array.IndexOf(_energy, _energy.Max()) : -1;
        }
    }

    /// <summary>What is odd about the sound, in words.</summary>
    public IEnumerable<string> Describe()
    {
        if (IsSilent) yield return "its sound is silent";
        else if (BestChannel is >= 0 and var best)
        {
            string[] silent = [.. Enumerable.Range(0, channels).Where(c => _peak[c] < SilentPeak).Select(c => $"{c + 1}")];
            yield return silent.Length > 0
                ? $"channel {string.Join(", ", silent)} of its sound is silent: channel {best + 1} is taken"
                : $"the channels of its sound are in anti-phase and cancel each other: channel {best + 1} is taken";
        }

        if (_peak.Max() > BeyondScale)
            yield return FormattableString.Invariant($"its loudest sample is {_peak.Max():0.#} times full scale");
    }

    private BadInputException NoNumber(long at) => new(
        name, FormattableString.Invariant($"sample {at} of its sound at 16 kHz, at {(double)at / Clip.SampleRate:0.000} s, is not a number"),
        "repair the recording: its samples must be finite");
}
