using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OnBoard.Tests.Bench;
using OnBoard.Tests.Bench.Peers;

// `onboard-bench hop [NETWORK]`: the whole hop by engine. `onboard-bench rails`: reading the power rails.
// `onboard-bench hop-cycles [LANES]`: a live hop and a training step in the logic, by phase.
// `onboard-bench cycles [LANES ...] [large]`: the cycle table of the compute core by simulation. `onboard-bench peers`: networks
// of others beside ours. Anything else is BenchmarkDotNet's. README.md says more.
if (args is ["hop", ..])
{
    HopMeasurement.Run(args.Length > 1 ? args[1] : "base");
    return 0;
}

if (args is ["rails"])
{
    RailsMeasurement.Run();
    return 0;
}

if (args is ["hop-cycles", ..])
{
    HopCycles.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 64);
    return 0;
}

if (args is ["cycles", ..])
{
    int[] lanes = [.. args.Skip(1).Where(argument => argument != "large").Select(int.Parse)];
    CycleTable.Print(lanes.Length > 0 ? lanes : [64], args.Contains("large"));
    return 0;
}

if (args is ["peers", ..]) return await OnBoard.Device.Commands.CommandLine.InvokeAsync(args, [PeersCommand.Create()]);

// In this process: the benchmarked classes bring native libraries that a generated project would have to copy again.
BenchmarkSwitcher.FromAssembly(typeof(ForwardBenchmarks).Assembly).Run(
    args,
    DefaultConfig.Instance.AddJob(
        Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(10).WithWarmupCount(5)));
return 0;
