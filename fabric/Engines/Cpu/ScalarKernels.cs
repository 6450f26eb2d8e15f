using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>The kernels without vector instructions.</summary>
internal sealed unsafe class ScalarKernels : CpuKernels
{
    private const int Tile = 32;

    public override void Sum(CpuMatrix matrix, int shift)
    {
        EventList summed = matrix.Summed;
        int* accumulators = stackalloc int[Tile];
        for (int first = 0; first < matrix.Stride; first += Tile)
        {
            Span<int> begun = new(accumulators, Tile);
            if (matrix.GoesOn) new Span<int>(matrix.Kept + first, Tile).CopyTo(begun);
            else begun.Clear();
            for (int k = 0; k < summed.Count; k++)
            {
                short* row = matrix.Weights + ((nint)summed.Rows[k] * matrix.Stride) + first;
                int value = summed.Events[k];
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
            short* row = matrix.Weights + ((nint)matrix.Heard.Rows[k] * matrix.Stride);
            int product = 0;
            for (int i = 0; i < matrix.Stride; i++) product += row[i] * matrix.Errors[i];
            products[k] = product;
        }
    }

    public override int Update(CpuMatrix matrix, uint stepKey, int shift)
    {
        int saturations = 0;
        EventList heard = matrix.Heard;
        for (int k = 0; k < heard.Count; k++)
        {
            short* row = matrix.Weights + ((nint)heard.Rows[k] * matrix.Stride);
            int value = heard.Events[k];
            uint rowKey = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k]);
            for (int i = 0; i < matrix.Stride; i++)
            {
                int changed = row[i] - UpdateRounding.Delta(matrix.Errors[i] * value, shift, UpdateRounding.Draw(rowKey, i));
                short weight = FixedPoint.Saturate16(changed);
                if (matrix.Kept != null) matrix.Kept[i] += value * (weight - row[i]);
                row[i] = weight;
                if (weight != changed) saturations++;
            }
        }

        return saturations;
    }
}
