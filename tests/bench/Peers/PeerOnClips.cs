using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>A network of somebody else on clips, frame by frame as it would run live: window, stages, overlap-add.</summary>
internal sealed class PeerOnClips : IClipEnhancer
{
    private readonly PeerDescription _peer;
    private readonly OnnxStage[] _stages;
    private readonly RealFft<float> _fft;
    private readonly float[] _analysis, _synthesis, _heard, _frame, _sum, _real, _imaginary;

    public PeerOnClips(PeerDescription peer)
    {
        _peer = peer;
        _fft = new RealFft<float>(peer.Frame);
        _heard = new float[peer.Frame];
        _frame = new float[peer.Frame];
        _sum = new float[peer.Frame];
        _real = new float[_fft.Bins];
        _imaginary = new float[_fft.Bins];
        (_analysis, _synthesis) = Windows(peer);
        _stages = [.. peer.Stages.Select(stage => new OnnxStage(Path.Combine(peer.Folder, stage.File), stage))];
        foreach (OnnxStage stage in _stages)
        {
            stage.Expect(stage.Form switch
            {
                StageForm.Spectrum => 2 * _fft.Bins,
                StageForm.Mask => _fft.Bins,
                _ => peer.Frame,
            });
        }
    }

    public NetworkFigures Enhance(SpeechClip clip, ReadOnlySpan<float> noisy, NoisyMixture? parts, Span<float> sound)
    {
        foreach (OnnxStage stage in _stages) stage.Reset();
        Array.Clear(_heard);
        Array.Clear(_sum);
        int hop = _peer.Hop;
        for (int at = 0; at < sound.Length + _peer.Lag; at += hop)
        {
            // After the end comes silence, so that what lags comes out.
            _heard.AsSpan(hop).CopyTo(_heard);
            Span<float> newest = _heard.AsSpan(_heard.Length - hop);
            newest.Clear();
            if (at < noisy.Length) noisy.Slice(at, Math.Min(hop, noisy.Length - at)).CopyTo(newest);
            Process();
            for (int n = 0; n < _sum.Length; n++) _sum[n] += _frame[n];
            int time = at - _peer.Lag;
            for (int n = 0; n < hop; n++)
            {
                if (time + n >= 0 && time + n < sound.Length) sound[time + n] = _sum[n];
            }

            _sum.AsSpan(hop).CopyTo(_sum);
            _sum.AsSpan(_sum.Length - hop).Clear();
        }

        return NetworkFigures.None;
    }

    public void Dispose()
    {
        foreach (OnnxStage stage in _stages) stage.Dispose();
    }

    /// <summary>The newest frame through all stages.</summary>
    private void Process()
    {
        for (int n = 0; n < _frame.Length; n++) _frame[n] = _heard[n] * _analysis[n];
        foreach (OnnxStage stage in _stages)
        {
            if (stage.Form == StageForm.Samples)
            {
                _frame.CopyTo(stage.Input, 0);
                stage.Run();
                stage.Output.CopyTo(_frame, 0);
                continue;
            }

            _fft.Forward(_frame, _real, _imaginary);
            if (stage.Form == StageForm.Mask) Mask(stage);
            else Spectrum(stage);
            _fft.Inverse(_real, _imaginary, _frame);
        }

        for (int n = 0; n < _frame.Length; n++) _frame[n] *= _synthesis[n];
    }

    private void Mask(OnnxStage stage)
    {
        for (int bin = 0; bin < _real.Length; bin++)
            stage.Input[bin] = MathF.Sqrt((_real[bin] * _real[bin]) + (_imaginary[bin] * _imaginary[bin]));
        stage.Run();
        for (int bin = 0; bin < _real.Length; bin++)
        {
            _real[bin] *= stage.Output[bin];
            _imaginary[bin] *= stage.Output[bin];
        }
    }

    private void Spectrum(OnnxStage stage)
    {
        int bins = _real.Length, step = stage.IsInterleaved ? 2 : 1, imaginary = stage.IsInterleaved ? 1 : bins;
        for (int bin = 0; bin < bins; bin++)
        {
            stage.Input[bin * step] = _real[bin];
            stage.Input[(bin * step) + imaginary] = _imaginary[bin];
        }

        stage.Run();
        for (int bin = 0; bin < bins; bin++)
        {
            _real[bin] = stage.Output[bin * step];
            _imaginary[bin] = stage.Output[(bin * step) + imaginary];
        }
    }

    /// <summary>Windows whose product adds up to one over the overlapping frames; without a window nothing is scaled.</summary>
    private static (float[] Analysis, float[] Synthesis) Windows(PeerDescription peer)
    {
        float[] ones = [.. Enumerable.Repeat(1f, peer.Frame)];
        if (peer.Window == FrameWindow.None) return (ones, ones);
        double[] hann = [.. Enumerable.Range(0, peer.Frame).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / peer.Frame)))];
        double scale = peer.Hop / hann.Sum();
        bool both = peer.Window == FrameWindow.SqrtHann;
        return (
            [.. hann.Select(value => (float)(both ? Math.Sqrt(value) : value))],
            [.. hann.Select(value => (float)(scale * (both ? Math.Sqrt(value) : 1)))]);
    }
}
