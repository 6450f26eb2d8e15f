using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>What this processor has.</summary>
internal static class SupportedVectors
{
    /// <summary>The widest.</summary>
    public static CpuVectors Widest =>
        Avx512BW.IsSupported ? CpuVectors.Avx512
        : Avx2.IsSupported ? CpuVectors.Avx2
        : AdvSimd.IsSupported ? CpuVectors.AdvSimd
        : CpuVectors.Scalar;

    /// <summary>Whether the processor has these.</summary>
    public static bool Has(CpuVectors vectors) => vectors switch
    {
        CpuVectors.Avx512 => Avx512BW.IsSupported,
        CpuVectors.Avx2 => Avx2.IsSupported,
        CpuVectors.AdvSimd => AdvSimd.IsSupported,
        _ => true,
    };
}
