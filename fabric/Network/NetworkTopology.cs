namespace OnBoard.Fabric.Network;

/// <summary>
/// The synapse matrices that a description implies: per stream and layer one for the somatic sum R (receptive field and
/// bias) and one for the apical sum C (distal, proximal, universal context and bias), and one for the read-out.
/// </summary>
public sealed class NetworkTopology
{
    private readonly SynapseMatrix[] _matrices;

    /// <param name="description">A description; validated here.</param>
    public NetworkTopology(NetworkDescription description)
    {
        Description = description.Validated(description.Name);
        List<SynapseMatrix> matrices = [];
        for (int layer = 0; layer < description.Layers; layer++)
        {
            foreach (StreamName stream in Streams)
            {
                string prefix = $"{stream.ToString().ToLowerInvariant()}.{layer}";
                matrices.Add(Matrix($"{prefix}.soma", description.Cells, Soma(stream, layer)));
                matrices.Add(Matrix($"{prefix}.apical", description.Cells, Apical(stream, layer)));
            }
        }

        matrices.Add(Matrix("readout", description.Outputs, Readouts()));
        _matrices = [.. matrices];

        SynapseMatrix Matrix(
            string name, int columns, IEnumerable<(string Name, EventSource Source, StreamName Stream, int Layer, int Rows)> runs)
        {
            List<SynapseSegment> segments = [];
            int row = 0;
            foreach (var run in runs)
            {
                segments.Add(new SynapseSegment(run.Name, run.Source, run.Stream, run.Layer, row, run.Rows));
                row += run.Rows;
            }

            return new SynapseMatrix(matrices.Count, name, columns, segments);
        }
    }

    /// <summary>Both streams, in the order of every loop over them.</summary>
    public static ReadOnlySpan<StreamName> Streams => [StreamName.Audio, StreamName.Video];

    /// <summary>The description.</summary>
    public NetworkDescription Description { get; }

    /// <summary>All matrices: layer by layer, audio before video, soma before apical; the read-out last.</summary>
    public IReadOnlyList<SynapseMatrix> Matrices => _matrices;

    /// <summary>The read-out.</summary>
    public SynapseMatrix Readout => _matrices[^1];

    /// <summary>All weights, biases included.</summary>
    public long ParameterCount => _matrices.Sum(matrix => (long)matrix.Count);

    /// <summary>The matrix of the somatic sum R of a layer.</summary>
    public SynapseMatrix SomaOf(StreamName stream, int layer) => _matrices[(4 * layer) + (2 * (int)stream)];

    /// <summary>The matrix of the apical sum C of a layer.</summary>
    public SynapseMatrix ApicalOf(StreamName stream, int layer) => _matrices[(4 * layer) + (2 * (int)stream) + 1];

    /// <summary>Whether a matrix makes an apical sum C.</summary>
    public bool IsApical(SynapseMatrix matrix) => matrix != Readout && matrix.Index % 2 == 1;

    private IEnumerable<(string, EventSource, StreamName, int, int)> Soma(StreamName stream, int layer)
    {
        yield return Below("receptive_field", stream, layer);
        yield return ("bias", EventSource.One, stream, 0, 1);
    }

    private IEnumerable<(string, EventSource, StreamName, int, int)> Apical(StreamName stream, int layer)
    {
        if (Description.DistalFromLayer is { } from && layer >= from)
            yield return Below("distal", Other(stream), layer);
        if (Description.Proximal)
            yield return ("proximal", EventSource.PreviousLayer, stream, layer, Description.Cells);
        if (Description.Universal)
            yield return ("universal", EventSource.Universal, stream, 0, Description.UniversalLength);
        yield return ("bias", EventSource.One, stream, 0, 1);
    }

    private (string, EventSource, StreamName, int, int) Below(string name, StreamName stream, int layer) =>
        layer > 0 ? (name, EventSource.Layer, stream, layer - 1, Description.Cells)
        : stream == StreamName.Audio ? (name, EventSource.AudioInput, stream, 0, Description.AudioInputs)
        : (name, EventSource.VideoInput, stream, 0, Description.VideoInputs);

    private IEnumerable<(string, EventSource, StreamName, int, int)> Readouts()
    {
        int last = Description.Layers - 1;
        for (int layer = Description.ReadsAllLayers ? 0 : last; layer <= last; layer++)
        {
            // The last layer's names are those of a read-out that hears it alone.
            string of = layer < last ? $".{layer}" : "";
            yield return ($"audio{of}", EventSource.Layer, StreamName.Audio, layer, Description.Cells);
            yield return ($"video{of}", EventSource.Layer, StreamName.Video, layer, Description.Cells);
        }

        yield return ("bias", EventSource.One, StreamName.Audio, 0, 1);
    }

    private static StreamName Other(StreamName stream) => stream == StreamName.Audio ? StreamName.Video : StreamName.Audio;
}
