using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>The kernels without vector instructions.</summary>
internal sealed unsafe class ScalarKernels : CpuKernels
{
    private const int Tile = 32;

    public override void Sum(CpuMatrix matrix, int shift)
    {
        int* accumulators = stackalloc int[Tile];
        for (int first = 0; first < matrix.Stride; first += Tile)
        {
            Span<int> begun = new(accumulators, Tile);
            if (matrix.GoesOn) new Span<int>(matrix.Kept + first, Tile).CopyTo(begun);
            else begun.Clear();
            for (int k = 0; k < matrix.Count; k++)
            {
                short* row = matrix.Weights + ((nint)matrix.Rows[k] * matrix.Stride) + first;
                int value = matrix.Events[k];
                for (int i = 0; i < Tile; i++) accumulators[i] += value * row[i];
            }

            if (matrix.Kept != null) begun.CopyTo(new Span<int>(matrix.Kept + first, Tile));
            for (int i = 0; i < Tile; i++)
            {
                matrix.Sums[first + i] = (short)Math.Clamp(
                    FixedPoint.RoundShift(accumulators[i], shift), SumFormat.Minimum, SumFormat.Maximum);
            }
        }
    }

    public override void Products(CpuMatrix matrix, int count, int* products)
    {
        for (int k = 0; k < count; k++)
        {
            short* row = matrix.Weights + ((nint)matrix.Rows[k] * matrix.Stride);
            int product = 0;
            for (int i = 0; i < matrix.Stride; i++) product += row[i] * matrix.Errors[i];
            products[k] = product;
        }
    }

    public override int Update(CpuMatrix matrix, uint stepKey, int shift)
    {
        int saturations = 0;
        for (int k = 0; k < matrix.Count; k++)
        {
            short* row = matrix.Weights + ((nint)matrix.Rows[k] * matrix.Stride);
            uint rowKey = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, matrix.Rows[k]);
            for (int i = 0; i < matrix.Stride; i++)
            {
                int changed = row[i] - UpdateRounding.Delta(
                    matrix.Errors[i] * matrix.Events[k], shift, UpdateRounding.Draw(rowKey, i));
                row[i] = FixedPoint.Saturate16(changed);
                if (row[i] != changed) saturations++;
            }
        }

        return saturations;
    }
}
