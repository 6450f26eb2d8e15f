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
    private readonly delegate* unmanaged<nint, nint> _violation;

    private CoreLibrary(string path)
    {
        nint library = NativeLibrary.Load(path);
        _create = (delegate* unmanaged<byte*, ulong, nint>)NativeLibrary.GetExport(library, "mcc_core_create");
        _destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "mcc_core_destroy");
        _timing = (delegate* unmanaged<nint, CoreTiming*, void>)NativeLibrary.GetExport(library, "mcc_core_timing");
        _run = (delegate* unmanaged<nint, CoreJob*, CoreResult*, ulong, int>)NativeLibrary.GetExport(library, "mcc_core_run");
        _violation = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "mcc_core_violation");
    }

    /// <summary>The library for parameters of the core; built where the cache lacks it. Null where Verilator is not installed.</summary>
    /// <param name="parameters">NAME=VALUE of the core.</param>
    /// <param name="fabric">The folder of sources, with <c>rtl</c> and <c>sim</c>; this tree's unless named.</param>
    public static CoreLibrary? Load(string parameters, string? fabric = null)
    {
        fabric ??= Sources();
        lock (Loaded)
        {
            string key = $"{fabric} {parameters}";
            if (Loaded.TryGetValue(key, out CoreLibrary? library)) return library;
            using Process build = Process.Start(new ProcessStartInfo("bash", $"{Path.Combine(fabric, "sim", "build_core.sh")} {parameters}")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = build.StandardError.ReadToEndAsync();
            string path = build.StandardOutput.ReadToEnd().Trim();
            build.WaitForExit();
            if (build.ExitCode == 3) return null;
            if (build.ExitCode != 0) throw new InvalidOperationException(errors.Result);
            return Loaded[key] = new CoreLibrary(path);
        }
    }

    public nint Create(byte* memory, int length) => _create(memory, (ulong)length);

    public void Destroy(nint core) => _destroy(core);

    public void Time(nint core, CoreTiming timing) => _timing(core, &timing);

    public int Run(nint core, CoreJob* job, CoreResult* result, ulong limit) => _run(core, job, result, limit);

    /// <summary>The first assertion of the logic that failed; empty while none has.</summary>
    public string Violation(nint core) => Marshal.PtrToStringUTF8(_violation(core)) ?? "";

    /// <summary>The folder of this tree's sources.</summary>
    public static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../fabric"));
}

/// <summary>A job at the core's ports; addresses are offsets into its memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CoreJob
{
    public ulong ImageAddress, ImageBytes, AudioAddress, VideoAddress, TargetAddress, GainAddress, StateAddress, StateBytes;
    public uint Operation, Frames, AudioStride, VideoStride, TargetStride, GainStride, Seed, RateShift;
    public int Penalty;
    public uint Thresholds;
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
