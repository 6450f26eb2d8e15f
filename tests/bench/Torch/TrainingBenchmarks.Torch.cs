using BenchmarkDotNet.Attributes;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Bench.Torch;

namespace OnBoard.Tests.Bench;

public partial class TrainingBenchmarks
{
    private TorchNetwork _torch = null!;

    [Benchmark(Baseline = true)]
    public void Torch() => _torch.Step(_audio[Next()], _video[_frame], _targets[_frame], _gains);

    /// <summary>It must compute the same network, or the comparison means nothing.</summary>
    partial void PrepareTorch(NetworkParameters parameters)
    {
        _torch = new TorchNetwork(parameters);
        FloatInference exact = new(parameters);
        float[] expected = new float[_gains.Length];
        for (int frame = 0; frame < BenchmarkNetwork.Frames; frame++)
        {
            exact.Forward(_audio[frame], _video[frame], expected);
            _torch.Step(_audio[frame], _video[frame], null, _gains);
            for (int i = 0; i < expected.Length; i++)
            {
                if (Math.Abs(expected[i] - _gains[i]) > 1e-3f)
                    throw new InvalidOperationException($"Torch gives {_gains[i]} where the float engine gives {expected[i]}");
            }
        }
    }
}
