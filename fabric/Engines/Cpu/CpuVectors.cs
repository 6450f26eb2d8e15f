namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>Which vector instructions <see cref="CpuEngine"/> uses. The bits do not depend on it.</summary>
public enum CpuVectors
{
    /// <summary>None.</summary>
    Scalar,

    /// <summary>ARM Advanced SIMD, 128 bits: Cortex-A53 and up.</summary>
    AdvSimd,

    /// <summary>x86 AVX2, 256 bits.</summary>
    Avx2,

    /// <summary>x86 AVX-512BW, 512 bits.</summary>
    Avx512,
}
