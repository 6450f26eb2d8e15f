using BenchmarkDotNet.Attributes;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Bench.Onnx;

namespace OnBoard.Tests.Bench;

/// <summary>One forward step of the network, features in and gains out, one thread: the CPU engine beside ONNX Runtime.</summary>
public class ForwardBenchmarks
{
    private OnnxNetwork _onnx = null!;
    private FloatInference _float = null!;
    private FeatureEngine _cpu = null!;
    private float[][] _audio = [], _video = [];
    private float[] _gains = [];
    private int _frame;

    /// <summary>Share of active cells; inputs are dense.</summary>
    [Params(0.1, 0.3)]
    public double Activity { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        NetworkParameters parameters = BenchmarkNetwork.Load(Activity);
        NetworkDescription description = parameters.Topology.Description;
        _onnx = new OnnxNetwork(parameters);
        _float = new FloatInference(parameters);
        _cpu = new FeatureEngine(new CpuEngine(IntegerNetwork.Quantize(parameters)));
        _audio = BenchmarkNetwork.Inputs(description.AudioInputs, seed: 2);
        _video = BenchmarkNetwork.Inputs(description.VideoInputs, seed: 3);
        _gains = new float[description.Outputs];
        Check(description);
    }

    [GlobalCleanup]
    public void Cleanup() => _onnx.Dispose();

    [Benchmark(Baseline = true)]
    public void OnnxRuntime() => _onnx.Forward(_audio[Next()], _video[_frame], _gains);

    [Benchmark]
    public void SinglePrecision() => _float.Forward(_audio[Next()], _video[_frame], _gains);

    [Benchmark]
    public void Cpu() => _cpu.Forward(_audio[Next()], _video[_frame], _gains);

    private int Next() => _frame = (_frame + 1) % BenchmarkNetwork.Frames;

    /// <summary>ONNX Runtime must compute the same network, or the comparison means nothing.</summary>
    private void Check(NetworkDescription description)
    {
        float[] exact = new float[description.Outputs], onnx = new float[description.Outputs];
        float worstOnnx = 0, worstInteger = 0;
        double meanInteger = 0;
        for (int frame = 0; frame < BenchmarkNetwork.Frames; frame++)
        {
            _float.Forward(_audio[frame], _video[frame], exact);
            _onnx.Forward(_audio[frame], _video[frame], onnx);
            _cpu.Forward(_audio[frame], _video[frame], _gains);
            for (int i = 0; i < exact.Length; i++)
            {
                worstOnnx = Math.Max(worstOnnx, Math.Abs(exact[i] - onnx[i]));
                worstInteger = Math.Max(worstInteger, Math.Abs(exact[i] - _gains[i]));
                meanInteger += Math.Abs(exact[i] - _gains[i]) / (exact.Length * BenchmarkNetwork.Frames);
            }
        }

        if (worstOnnx > 1e-3f) throw new InvalidOperationException($"ONNX Runtime differs from the float engine by {worstOnnx}");
        EventCounts counts = _cpu.Counts;
        long weights = new NetworkTopology(description).ParameterCount;
        Console.WriteLine(
            $"// {description.Name}: {weights} weights, {counts.Forward / counts.Steps} events per step " +
            $"({100.0 * counts.Forward / counts.Steps / weights:F1} %), of these input {counts.Input / counts.Steps}; " +
            $"gains against float: ONNX {worstOnnx:E1}, integers worst {worstInteger:F4}, mean {meanInteger:F5}; " +
            $"vectors {((CpuEngine)_cpu.Engine).Vectors}");
    }
}
