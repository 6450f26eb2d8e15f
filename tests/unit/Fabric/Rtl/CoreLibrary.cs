using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>The compute core under Verilator, built by <c>fabric/sim/build_core.sh</c> and loaded into this process.</summary>
internal sealed unsafe class CoreLibrary
{
    private static readonly Dictionary<string, CoreLibrary> Loaded = [];

    private readonly delegate* unmanaged<byte*, ulong, nint> _create;
    private readonly delegate* unmanaged<nint, void> _destroy;
    private readonly delegate* unmanaged<nint, CoreTiming*, void> _timing;
    private readonly delegate* unmanaged<nint, CoreJob*, CoreResult*, ulong, int> _run;

    private CoreLibrary(string path)
    {
        nint library = NativeLibrary.Load(path);
        _create = (delegate* unmanaged<byte*, ulong, nint>)NativeLibrary.GetExport(library, "mcc_core_create");
        _destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "mcc_core_destroy");
        _timing = (delegate* unmanaged<nint, CoreTiming*, void>)NativeLibrary.GetExport(library, "mcc_core_timing");
        _run = (delegate* unmanaged<nint, CoreJob*, CoreResult*, ulong, int>)NativeLibrary.GetExport(library, "mcc_core_run");
    }

    /// <summary>The library for parameters of the core; built where the cache lacks it. Null where Verilator is not installed.</summary>
    public static CoreLibrary? Load(string parameters)
    {
        lock (Loaded)
        {
            if (Loaded.TryGetValue(parameters, out CoreLibrary? library)) return library;
            using Process build = Process.Start(new ProcessStartInfo("bash", $"{Script()} {parameters}")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = build.StandardError.ReadToEndAsync();
            string path = build.StandardOutput.ReadToEnd().Trim();
            build.WaitForExit();
            if (build.ExitCode == 3) return null;
            if (build.ExitCode != 0) throw new InvalidOperationException(errors.Result);
            return Loaded[parameters] = new CoreLibrary(path);
        }
    }

    public nint Create(byte* memory, int length) => _create(memory, (ulong)length);

    public void Destroy(nint core) => _destroy(core);

    public void Time(nint core, CoreTiming timing) => _timing(core, &timing);

    public int Run(nint core, CoreJob* job, CoreResult* result, ulong limit) => _run(core, job, result, limit);

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../fabric/sim/build_core.sh"));
}

/// <summary>A job at the core's ports; addresses are offsets into its memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CoreJob
{
    public ulong ImageAddress, ImageBytes, AudioAddress, VideoAddress, TargetAddress, GainAddress, StateAddress, StateBytes;
    public uint Operation, Frames, AudioStride, VideoStride, TargetStride, GainStride, Seed, RateShift;
    public int Penalty;
    public uint Reserved;
}

/// <summary>What a job did.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CoreResult
{
    public ulong Code, Cycles, WaitCycles, InputEvents, ReceptiveEvents, ContextEvents, BackwardEvents, UpdateEvents;
    public ulong RowsFetched, Saturations, Steps, FramesDone, BeatsRead, BeatsWritten;
    public fixed ushort ActiveCells[32];
}

/// <summary>How the memory behind the core answers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CoreTiming(
    uint Seed = 1, uint Latency = 20, uint ReadStallPercent = 0, uint WriteStallPercent = 0);
