using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>A network image as the fabric reads it: checked against itself before anything is taken over.</summary>
internal sealed class ModelImage
{
    private readonly ulong[] _weights;

    private ModelImage(NetworkTopology topology, ulong[] weights)
    {
        Network = new IntegerNetwork(topology);
        State = new StateImage(topology);
        _weights = weights;
    }

    public IntegerNetwork Network { get; }

    public StateImage State { get; }

    public NetworkTopology Topology => Network.Topology;

    /// <summary>Size of all weights as they stand on the chip.</summary>
    public long WeightBytes => Topology.Matrices.Sum(matrix => (long)matrix.Rows * NetworkImage.RowBytes(matrix));

    /// <summary>Reads an image.</summary>
    /// <param name="memory">Where from.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="bytes">Its size as the job says.</param>
    /// <param name="options">What this fabric can hold.</param>
    /// <param name="image">The image, where it is sound.</param>
    public static FabricCode Read(
        ModelMemory memory, ulong address, ulong bytes, ModelOptions options, out ModelImage? image)
    {
        image = null;
        byte[] header = new byte[ImageLayout.HeaderBytes];
        if (bytes < ImageLayout.HeaderBytes) return FabricCode.BadImage;
        if (!memory.TryFetch(address, header)) return FabricCode.ReadError;
        if (ImageLayout.Magic.Get(header) != ImageLayout.MagicValue || ImageLayout.TotalBytes.Get(header) > bytes)
            return FabricCode.BadImage;
        if (ImageLayout.Version.Get(header) != ImageLayout.VersionValue) return FabricCode.BadImageVersion;
        if (Describe(header) is not { } description) return FabricCode.BadShape;
        if ((options.Laws >> (int)description.Law & 1) == 0) return FabricCode.UnsupportedLaw;
        if (description.SendsOnChange && !options.SendsOnChange) return FabricCode.UnsupportedThreshold;
        if (description.Cells > options.MaximumCells || description.Layers > options.MaximumLayers
            || Math.Max(description.AudioInputs, description.VideoInputs) > options.MaximumInputs
            || description.Outputs > options.MaximumOutputs)
            return FabricCode.NetworkTooLarge;

        FabricCode code = ReadTables(memory, address, header, new NetworkTopology(description), out ModelImage? read);
        if (code != FabricCode.Done) return code;
        if (read!.WeightBytes > options.OnChipKib * 1024L && !options.HasMemoryWeights) return FabricCode.NetworkTooLarge;
        code = read.ReadWeights(memory, address, read.Network, 0, uint.MaxValue);
        if (code == FabricCode.Done) image = read;
        return code;
    }

    /// <summary>Whether an image in memory is one of this network.</summary>
    public FabricCode Matches(ModelMemory memory, ulong address, ulong bytes)
    {
        byte[] header = new byte[ImageLayout.HeaderBytes];
        if (bytes < ImageLayout.HeaderBytes) return FabricCode.OtherImage;
        if (!memory.TryFetch(address, header)) return FabricCode.ReadError;
        if (ImageLayout.Magic.Get(header) != ImageLayout.MagicValue || ImageLayout.TotalBytes.Get(header) > bytes
            || Describe(header) is not { } description)
            return FabricCode.OtherImage;
        FabricCode code = ReadTables(memory, address, header, new NetworkTopology(description), out ModelImage? other);
        if (code == FabricCode.ReadError) return code;
        return code == FabricCode.Done && description == Topology.Description && other!._weights.AsSpan().SequenceEqual(_weights)
            ? FabricCode.Done
            : FabricCode.OtherImage;
    }

    /// <summary>Writes rows of weights, counted over all matrices, into an image; false where the bus failed.</summary>
    public bool TryWriteWeights(ModelMemory memory, ulong address, IntegerNetwork network, uint first, uint end)
    {
        uint at = 0;
        foreach (SynapseMatrix matrix in Topology.Matrices)
        {
            byte[] row = new byte[NetworkImage.RowBytes(matrix)];
            for (int i = 0; i < matrix.Rows; i++, at++)
            {
                if (at < first || at >= end) continue;
                MemoryMarshal.AsBytes(network.Weights[matrix.Index].AsSpan(i * matrix.Columns, matrix.Columns)).CopyTo(row);
                if (!memory.TryStore(address + _weights[matrix.Index] + (ulong)(i * row.Length), row)) return false;
            }
        }

        return true;
    }

    /// <summary>The description that a header implies; null where it contradicts itself.</summary>
    private static NetworkDescription? Describe(ReadOnlySpan<byte> header)
    {
        int flags = ImageLayout.Flags.GetInt32(header), distal = ImageLayout.DistalFrom.GetInt32(header);
        int cells = ImageLayout.Cells.GetInt32(header), layers = ImageLayout.Layers.GetInt32(header);
        int groupShift = ImageLayout.GroupShift.GetInt32(header);
        if (groupShift > 8 || cells == 0 || cells % (1 << groupShift) != 0) return null;
        bool universal = (flags & ImageLayout.FlagUniversal) != 0;
        NetworkDescription description = new(
            "image", ImageLayout.AudioInputs.GetInt32(header), ImageLayout.VideoInputs.GetInt32(header), cells, layers,
            ImageLayout.Outputs.GetInt32(header), (ActivationLaw)ImageLayout.Law.GetInt32(header),
            distal == ImageLayout.NoDistal ? null : distal, (flags & ImageLayout.FlagProximal) != 0, universal,
            cells >> groupShift, ImageLayout.UniversalShift.GetInt32(header),
            SendThreshold: ImageLayout.SendThreshold.GetInt32(header));
        try
        {
            description.Validated("image");
        }
        catch (BadInputException)
        {
            return null;
        }

        bool hasGainTable = new IntegerLaw(description.Law).GainTable is not null;
        const int Known = ImageLayout.FlagProximal | ImageLayout.FlagUniversal | ImageLayout.FlagGainTable;
        return (flags & ~Known) == 0
            && hasGainTable == ((flags & ImageLayout.FlagGainTable) != 0)
            && ImageLayout.UniversalLength.GetInt32(header) == (universal ? description.UniversalLength : 0)
            && ImageLayout.Matrices.GetInt32(header) == (4 * layers) + 1
            ? description
            : null;
    }

    private static FabricCode ReadTables(
        ModelMemory memory, ulong address, ReadOnlySpan<byte> header, NetworkTopology topology, out ModelImage? image)
    {
        image = null;
        ulong total = ImageLayout.TotalBytes.Get(header);
        byte[] table = new byte[topology.Matrices.Count * ImageLayout.MatrixBytes];
        ulong tableAt = ImageLayout.MatrixTable.Get(header);
        if (!Fits(tableAt, (ulong)table.Length, total)) return FabricCode.BadShape;
        if (!memory.TryFetch(address + tableAt, table)) return FabricCode.ReadError;

        ulong[] weights = new ulong[topology.Matrices.Count];
        ModelImage read = new(topology, weights);
        foreach (SynapseMatrix matrix in topology.Matrices)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(matrix.Index * ImageLayout.MatrixBytes);
            int scale = ImageLayout.MatrixScale.GetInt32(entry);
            int rate = (sbyte)ImageLayout.MatrixRateShift.Get(entry);
            weights[matrix.Index] = ImageLayout.MatrixWeights.Get(entry);
            if (ImageLayout.MatrixRows.GetInt32(entry) != matrix.Rows
                || ImageLayout.MatrixColumns.GetInt32(entry) != matrix.Columns
                || scale is < IntegerNetwork.MinimumScale or > IntegerNetwork.MaximumScale
                || !Fits(weights[matrix.Index], (ulong)matrix.Rows * (ulong)NetworkImage.RowBytes(matrix), total))
                return FabricCode.BadShape;
            read.Network.Scales[matrix.Index] = scale;
            read.Network.RateShifts[matrix.Index] = rate;
        }

        FabricCode code = CheckTable(memory, address, ImageLayout.SigmoidTable.Get(header), total, MaskFormat.Sigmoid);
        if (code == FabricCode.Done && new IntegerLaw(topology.Description.Law).GainTable is { } gains)
            code = CheckTable(memory, address, ImageLayout.GainTable.Get(header), total, gains);
        if (code == FabricCode.Done) image = read;
        return code;
    }

    /// <summary>The model computes with the definition's tables, so an image must hold those.</summary>
    private static FabricCode CheckTable(ModelMemory memory, ulong address, ulong at, ulong total, InterpolatedTable table)
    {
        byte[] bytes = new byte[ImageLayout.TableBytes];
        if (!Fits(at, ImageLayout.TableBytes, total)) return FabricCode.BadShape;
        if (!memory.TryFetch(address + at, bytes)) return FabricCode.ReadError;
        return bytes.AsSpan(0, 2 * InterpolatedTable.Length).SequenceEqual(MemoryMarshal.AsBytes(table.Entries))
            ? FabricCode.Done
            : FabricCode.BadShape;
    }

    private static bool Fits(ulong at, ulong length, ulong total) =>
        at % JobLayout.Alignment == 0 && at >= ImageLayout.HeaderBytes && at <= total && length <= total - at;

    /// <summary>Reads rows of weights, counted over all matrices, from an image.</summary>
    public FabricCode ReadWeights(ModelMemory memory, ulong address, IntegerNetwork network, uint first, uint end)
    {
        uint at = 0;
        foreach (SynapseMatrix matrix in Topology.Matrices)
        {
            byte[] row = new byte[NetworkImage.RowBytes(matrix)];
            for (int i = 0; i < matrix.Rows; i++, at++)
            {
                if (at < first || at >= end) continue;
                if (!memory.TryFetch(address + _weights[matrix.Index] + (ulong)(i * row.Length), row)) return FabricCode.ReadError;
                row.AsSpan(0, 2 * matrix.Columns)
                    .CopyTo(MemoryMarshal.AsBytes(network.Weights[matrix.Index].AsSpan(i * matrix.Columns, matrix.Columns)));
            }
        }

        return FabricCode.Done;
    }
}
