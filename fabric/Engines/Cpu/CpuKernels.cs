namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The three walks over rows of weights, in one set of vector instructions. All of them visit active rows only, and give
/// the bits of <see cref="Arithmetic"/>.
/// </summary>
internal abstract unsafe class CpuKernels
{
    /// <summary>The kernels for a set of instructions that the processor has.</summary>
    public static CpuKernels For(CpuVectors vectors) => vectors switch
    {
        CpuVectors.Avx512 => new Avx512Kernels(),
        CpuVectors.Avx2 => new Avx2Kernels(),
        CpuVectors.AdvSimd => new AdvSimdKernels(),
        _ => new ScalarKernels(),
    };

    /// <summary>
    /// Forward: every column's sum of weight times event over <see cref="CpuMatrix.Summed"/>, shifted with rounding, saturated
    /// to Q5.10.
    /// </summary>
    /// <param name="matrix">Writes its sums. What it keeps is added to, where it goes on, and kept anew.</param>
    /// <param name="shift">Of the accumulators.</param>
    public abstract void Sum(CpuMatrix matrix, int shift);

    /// <summary>Backward: the dot products of the first rows of <see cref="CpuMatrix.Heard"/> with the columns' errors.</summary>
    /// <param name="matrix">Its list and errors.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="products">One per row; room for a whole list block more.</param>
    public abstract void Products(CpuMatrix matrix, int count, int* products);

    /// <summary>
    /// Update: takes the rounded product of error and event off every weight of the rows of <see cref="CpuMatrix.Heard"/>, and
    /// off the sums that are kept what was taken off the weight times the event.
    /// </summary>
    /// <param name="matrix">Its list and errors; changes its weights, and what it keeps.</param>
    /// <param name="stepKey">The key of the step's random rounding.</param>
    /// <param name="shift">n of <see cref="Arithmetic.UpdateRounding.Shift"/>.</param>
    /// <returns>Weights that saturated.</returns>
    public abstract int Update(CpuMatrix matrix, uint stepKey, int shift);
}
