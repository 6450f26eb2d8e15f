using BenchmarkDotNet.Attributes;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Bench;

/// <summary>
/// One training step of batch 1 (forward, backward, update), one thread. With -p:Torch=true the same step in PyTorch's
/// library is measured beside it; always beside it is our own trainer in single precision (dense vectors, Adam).
/// </summary>
public partial class TrainingBenchmarks : ISequenceSource
{
    private FloatTrainer _float = null!;
    private FeatureEngine _cpu = null!;
    private float[][] _audio = [], _video = [], _targets = [];
    private float[] _gains = [];
    private int _frame;

    /// <summary>Share of active cells before training; inputs are dense.</summary>
    [Params(0.1, 0.3)]
    public double Activity { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        NetworkParameters parameters = BenchmarkNetwork.Load(Activity);
        NetworkDescription description = parameters.Topology.Description;
        IntegerNetwork network = IntegerNetwork.Quantize(parameters);

        // So slow that the activity does not drift while it is measured; the work is the same.
        _cpu = new FeatureEngine(new CpuEngine(network) { Learning = new IntegerLearning(RateShift: 8) });
        _audio = BenchmarkNetwork.Inputs(description.AudioInputs, seed: 2);
        _video = BenchmarkNetwork.Inputs(description.VideoInputs, seed: 3);
        Random random = new(4);
        _targets =
        [
            .. Enumerable.Range(0, BenchmarkNetwork.Frames)
                .Select(_ => Enumerable.Range(0, description.Outputs).Select(_ => random.NextSingle()).ToArray()),
        ];
        _gains = new float[description.Outputs];
        _float = new FloatTrainer(
            BenchmarkNetwork.Load(Activity),
            new TrainingOptions { Lanes = 1, Shards = 1, FramesPerUpdate = 1, LearningRate = 1e-9f, WeightDecay = 0 });
        PrepareTorch(parameters);
    }

    [GlobalCleanup]
    public void Report()
    {
        EventCounts counts = _cpu.Counts;
        if (counts.Steps == 0) return;
        Console.WriteLine(
            $"// events per step: forward {counts.Forward / counts.Steps}, backward {counts.Backward / counts.Steps}, " +
            $"update {counts.Update / counts.Steps}");
    }

    [Benchmark]
    public void Cpu() => _cpu.Train(_audio[Next()], _video[_frame], _targets[_frame], _gains);

    [Benchmark]
    public void SinglePrecision() => _float.Update(this);

    /// <inheritdoc/>
    public bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target)
    {
        _audio[Next()].CopyTo(audio);
        _video[_frame].CopyTo(video);
        _targets[_frame].CopyTo(target);
        return false;
    }

    /// <summary>Present with -p:Torch=true.</summary>
    partial void PrepareTorch(NetworkParameters parameters);

    private int Next() => _frame = (_frame + 1) % BenchmarkNetwork.Frames;
}
