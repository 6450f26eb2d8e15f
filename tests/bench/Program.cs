using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OnBoard.Tests.Bench;

// `onboard-bench hop [NETWORK]`: the whole hop by engine. `onboard-bench rails`: reading the power rails. Anything else is
// BenchmarkDotNet's.
if (args is ["hop", ..])
{
    HopMeasurement.Run(args.Length > 1 ? args[1] : "base");
    return;
}

if (args is ["rails"])
{
    RailsMeasurement.Run();
    return;
}

// In this process: the benchmarked classes bring native libraries that a generated project would have to copy again.
BenchmarkSwitcher.FromAssembly(typeof(ForwardBenchmarks).Assembly).Run(
    args,
    DefaultConfig.Instance.AddJob(
        Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(10).WithWarmupCount(5)));
