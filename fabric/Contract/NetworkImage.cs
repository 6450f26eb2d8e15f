using System.Numerics;
using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Contract;

/// <summary>Writes a network into DMA memory as <see cref="ImageLayout"/> says, and reads its weights back.</summary>
public sealed class NetworkImage
{
    // Rates beyond these give the shift of an update that is clamped already, whatever the job adds.
    private const int MinRateShift = -48, MaxRateShift = 24;

    private readonly int[] _weights; // by matrix: where they begin
    private readonly int[] _rows; // by matrix: rows before it
    private readonly int _matrixTable, _gainTable, _sigmoidTable;
    private readonly IntegerLaw _law;
    private readonly byte[] _front; // header and tables
    private byte[] _staging = [];

    /// <summary>The layout for a network.</summary>
    /// <exception cref="BadInputException">The network is too large for the image's format.</exception>
    public NetworkImage(NetworkTopology topology)
    {
        Topology = topology;
        _law = new IntegerLaw(topology.Description.Law);
        _matrixTable = ImageLayout.HeaderBytes;
        int at = _matrixTable + (topology.Matrices.Count * ImageLayout.MatrixBytes);
        _gainTable = _law.GainTable is null ? 0 : at;
        if (_law.GainTable is not null) at += ImageLayout.TableBytes;
        _sigmoidTable = at;
        long end = at + ImageLayout.TableBytes;
        _weights = new int[topology.Matrices.Count];
        _rows = new int[topology.Matrices.Count];
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            if (matrix.Rows > ushort.MaxValue || end > int.MaxValue)
            {
                throw new BadInputException(
                    topology.Description.Name,
                    $"has {matrix.Rows} rows in {matrix.Name} and {end >> 20} MiB before it, too large for a fabric",
                    "Make the network smaller, or run it with --fabric cpu");
            }

            _weights[matrix.Index] = (int)end;
            _rows[matrix.Index] = Rows;
            Rows += matrix.Rows;
            end += (long)matrix.Rows * RowBytes(matrix);
        }

        Bytes = checked((int)end);
        _front = new byte[_weights[0]];
    }

    /// <summary>The network's matrices.</summary>
    public NetworkTopology Topology { get; }

    /// <summary>Its size.</summary>
    public int Bytes { get; }

    /// <summary>Rows of all matrices.</summary>
    public int Rows { get; }

    /// <summary>The size of a row of weights in memory.</summary>
    public static int RowBytes(SynapseMatrix matrix) => Beats.Pad(2 * matrix.Columns);

    /// <summary>Writes the whole image.</summary>
    /// <param name="network">Weights, scales and rates.</param>
    /// <param name="memory">Where to.</param>
    /// <param name="offset">Where it begins there, a multiple of 16.</param>
    public void Write(IntegerNetwork network, IDmaMemory memory, int offset)
    {
        byte[] front = _front;
        WriteHeader(front);
        for (int i = 0; i < Topology.Matrices.Count; i++)
        {
            SynapseMatrix matrix = Topology.Matrices[i];
            Span<byte> entry = front.AsSpan(_matrixTable + (matrix.Index * ImageLayout.MatrixBytes));
            ImageLayout.MatrixRows.Set(entry, matrix.Rows);
            ImageLayout.MatrixColumns.Set(entry, matrix.Columns);
            ImageLayout.MatrixScale.Set(entry, network.Scales[matrix.Index]);
            ImageLayout.MatrixRateShift.Set(
                entry, Math.Clamp(network.RateShifts[matrix.Index], MinRateShift, MaxRateShift));
            ImageLayout.MatrixWeights.Set(entry, _weights[matrix.Index]);
        }

        if (_law.GainTable is { } gains) MemoryMarshal.AsBytes(gains.Entries).CopyTo(front.AsSpan(_gainTable));
        MemoryMarshal.AsBytes(MaskFormat.Sigmoid.Entries).CopyTo(front.AsSpan(_sigmoidTable));
        memory.Write(offset, front);
        WriteRows(network, memory, offset, 0, Rows);
    }

    /// <summary>Writes rows of weights, and them alone, into an image.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="memory">Where to.</param>
    /// <param name="offset">Where the image begins there.</param>
    /// <param name="first">First row, counted over all matrices.</param>
    /// <param name="count">How many.</param>
    public void WriteRows(IntegerNetwork network, IDmaMemory memory, int offset, int first, int count)
    {
        for (int i = 0; i < Topology.Matrices.Count; i++)
        {
            SynapseMatrix matrix = Topology.Matrices[i];
            (int from, int to) = RowsWithin(matrix, first, count);
            if (from >= to) continue;
            Span<byte> rows = Staging(matrix, to - from);
            rows.Clear();
            for (int row = from; row < to; row++)
                MemoryMarshal.AsBytes(Row(network, matrix, row)).CopyTo(rows[((row - from) * RowBytes(matrix))..]);
            memory.Write(offset + _weights[matrix.Index] + (from * RowBytes(matrix)), rows);
        }
    }

    /// <summary>Reads the weights, and them alone, of an image that <see cref="Write"/> wrote.</summary>
    /// <param name="network">Written.</param>
    /// <param name="memory">Where from.</param>
    /// <param name="offset">Where it begins there.</param>
    public void ReadWeights(IntegerNetwork network, IDmaMemory memory, int offset) => ReadRows(network, memory, offset, 0, Rows);

    /// <summary>Reads rows of weights of an image.</summary>
    /// <param name="network">Written.</param>
    /// <param name="memory">Where from.</param>
    /// <param name="offset">Where the image begins there.</param>
    /// <param name="first">First row, counted over all matrices.</param>
    /// <param name="count">How many.</param>
    public void ReadRows(IntegerNetwork network, IDmaMemory memory, int offset, int first, int count)
    {
        for (int i = 0; i < Topology.Matrices.Count; i++)
        {
            SynapseMatrix matrix = Topology.Matrices[i];
            (int from, int to) = RowsWithin(matrix, first, count);
            if (from >= to) continue;
            Span<byte> rows = Staging(matrix, to - from);
            memory.Read(offset + _weights[matrix.Index] + (from * RowBytes(matrix)), rows);
            for (int row = from; row < to; row++)
            {
                rows.Slice((row - from) * RowBytes(matrix), 2 * matrix.Columns)
                    .CopyTo(MemoryMarshal.AsBytes(Row(network, matrix, row)));
            }
        }
    }

    /// <summary>The rows of a matrix that a piece has, as the matrix counts them; none where the end is not behind the beginning.</summary>
    private (int From, int To) RowsWithin(SynapseMatrix matrix, int first, int count) =>
        (Math.Max(first - _rows[matrix.Index], 0), Math.Min(first + count - _rows[matrix.Index], matrix.Rows));

    private static Span<short> Row(IntegerNetwork network, SynapseMatrix matrix, int row) =>
        network.Weights[matrix.Index].AsSpan(row * matrix.Columns, matrix.Columns);

    private void WriteHeader(Span<byte> header)
    {
        NetworkDescription description = Topology.Description;
        ImageLayout.Magic.Set(header, ImageLayout.MagicValue);
        ImageLayout.Version.Set(header, ImageLayout.VersionValue);
        ImageLayout.Law.Set(header, (int)description.Law);
        ImageLayout.Flags.Set(
            header,
            (description.Proximal ? ImageLayout.FlagProximal : 0) | (description.Universal ? ImageLayout.FlagUniversal : 0)
            | (_law.GainTable is null ? 0 : ImageLayout.FlagGainTable));
        ImageLayout.Layers.Set(header, description.Layers);
        ImageLayout.DistalFrom.Set(header, description.DistalFromLayer ?? ImageLayout.NoDistal);
        ImageLayout.GroupShift.Set(header, BitOperations.Log2((uint)description.CellsPerGroup));
        ImageLayout.UniversalShift.Set(header, description.UniversalShift);
        ImageLayout.Cells.Set(header, description.Cells);
        ImageLayout.AudioInputs.Set(header, description.AudioInputs);
        ImageLayout.VideoInputs.Set(header, description.VideoInputs);
        ImageLayout.Outputs.Set(header, description.Outputs);
        ImageLayout.UniversalLength.Set(header, description.Universal ? description.UniversalLength : 0);
        ImageLayout.Matrices.Set(header, Topology.Matrices.Count);
        ImageLayout.MatrixTable.Set(header, _matrixTable);
        ImageLayout.GainTable.Set(header, _gainTable);
        ImageLayout.SigmoidTable.Set(header, _sigmoidTable);
        ImageLayout.SendThreshold.Set(header, description.SendThreshold);
        ImageLayout.TotalBytes.Set(header, Bytes);
    }

    private Span<byte> Staging(SynapseMatrix matrix, int rows)
    {
        int length = rows * RowBytes(matrix);
        if (_staging.Length < length) _staging = new byte[length];
        return _staging.AsSpan(0, length);
    }
}
