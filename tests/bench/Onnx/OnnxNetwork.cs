using Microsoft.ML.OnnxRuntime;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Bench.Onnx;

/// <summary>
/// The same network in ONNX Runtime, single precision, one thread: the graph is one step, its state goes round through
/// preallocated tensors. Only the laws <c>cooperation</c> and <c>point</c>.
/// </summary>
internal sealed class OnnxNetwork : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly NetworkDescription _description;
    private readonly string[] _inputNames, _outputNames;
    private readonly float[][] _inputs, _outputs;
    private readonly OrtValue[] _inputValues, _outputValues;

    public OnnxNetwork(NetworkParameters parameters)
    {
        _description = parameters.Topology.Description;
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(Model(parameters), options);

        // State first, in the same order on both sides.
        _outputNames = [.. _session.OutputNames];
        _inputNames = [.. _session.InputNames];
        _inputs = [.. _inputNames.Select(name => new float[_session.InputMetadata[name].Dimensions[1]])];
        _outputs = [.. _outputNames.Select(name => new float[_session.OutputMetadata[name].Dimensions[1]])];
        _inputValues = [.. _inputs.Select(Tensor)];
        _outputValues = [.. _outputs.Select(Tensor)];
    }

    public void Forward(float[] audio, float[] video, float[] gains)
    {
        audio.CopyTo(_inputs[Array.IndexOf(_inputNames, "audio")], 0);
        video.CopyTo(_inputs[Array.IndexOf(_inputNames, "video")], 0);
        _session.Run(_options, _inputNames, _inputValues, _outputNames, _outputValues);
        for (int i = 0; i < _outputNames.Length; i++)
        {
            if (_outputNames[i] == "gains") _outputs[i].CopyTo(gains, 0);
            else if (Array.IndexOf(_inputNames, "previous_" + _outputNames[i]) is var at and >= 0) _outputs[i].CopyTo(_inputs[at], 0);
        }
    }

    public void Dispose()
    {
        foreach (OrtValue value in _inputValues.Concat(_outputValues)) value.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    private static OrtValue Tensor(float[] values) => OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);

    private static byte[] Model(NetworkParameters parameters)
    {
        NetworkTopology topology = parameters.Topology;
        NetworkDescription d = topology.Description;
        OnnxGraph graph = new();
        graph.Input("audio", d.AudioInputs);
        graph.Input("video", d.VideoInputs);
        if (d.Universal) graph.Input("previous_universal", d.UniversalLength);
        List<string> means = [];
        for (int layer = 0; layer < d.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                string name = Layer(stream, layer);
                if (d.Proximal) graph.Input("previous_" + name, d.Cells);
            }

            foreach (StreamName stream in NetworkTopology.Streams)
            {
                string name = Layer(stream, layer);
                string r = Sum(topology.SomaOf(stream, layer)), c = Sum(topology.ApicalOf(stream, layer));
                string a;
                if (d.Law == ActivationLaw.Cooperation)
                {
                    string clamped = graph.Node("Max", [r, graph.Constant([-1f], 1)]);
                    string byC = graph.Node("Mul", [c, graph.Node("Add", [graph.Node("Abs", [clamped]), graph.Constant([1f], 1)])]);
                    string byR = graph.Node("Mul", [clamped, graph.Node("Add", [clamped, graph.Constant([2f], 1)])]);
                    a = graph.Node("Add", [byR, byC]);
                }
                else if (d.Law == ActivationLaw.Point)
                {
                    a = graph.Node("Add", [r, c]);
                }
                else
                {
                    throw new NotSupportedException($"the law {d.Law} has no ONNX graph here");
                }

                graph.Node("Clip", [a, graph.Constant([0f]), graph.Constant([6f])], name);
                graph.Output(name, d.Cells);
                if (!d.Universal) continue;
                string groups = graph.Node("Reshape", [name, graph.Constant(d.UniversalGroups, d.CellsPerGroup)]);
                string mean = graph.Node("ReduceMean", [groups], null, ("axes", new long[] { 1 }), ("keepdims", 0L));
                means.Add(graph.Node("Reshape", [mean, graph.Constant(1L, d.UniversalGroups)]));
            }
        }

        if (d.Universal)
        {
            string mean = graph.Node("Concat", [.. means], null, ("axis", 1L));
            string step = graph.Node("Mul",
                [graph.Node("Sub", [mean, "previous_universal"]), graph.Constant([1f / (1 << d.UniversalShift)], 1)]);
            graph.Node("Add", ["previous_universal", step], "universal");
            graph.Output("universal", d.UniversalLength);
        }

        graph.Node("Sigmoid", [Sum(topology.Readout)], "gains");
        graph.Output("gains", d.Outputs);
        return graph.ToModel();

        string Sum(SynapseMatrix matrix)
        {
            List<string> sources = [];
            foreach (SynapseSegment segment in matrix.Segments)
            {
                switch (segment.Source)
                {
                    case EventSource.AudioInput: sources.Add("audio"); break;
                    case EventSource.VideoInput: sources.Add("video"); break;
                    case EventSource.Layer: sources.Add(Layer(segment.Stream, segment.Layer)); break;
                    case EventSource.PreviousLayer: sources.Add("previous_" + Layer(segment.Stream, segment.Layer)); break;
                    case EventSource.Universal: sources.Add("previous_universal"); break;
                }
            }

            ReadOnlySpan<float> weights = parameters.Weights[matrix.Index];
            int rows = matrix.Rows - 1; // the bias row is last
            string bias = graph.Constant(weights[(rows * matrix.Columns)..], 1, matrix.Columns);
            if (rows == 0) return bias;
            string inputs = sources.Count == 1 ? sources[0] : graph.Node("Concat", [.. sources], null, ("axis", 1L));
            return graph.Node("Gemm", [inputs, graph.Constant(weights[..(rows * matrix.Columns)], rows, matrix.Columns), bias]);
        }

        static string Layer(StreamName stream, int layer) => $"{stream.ToString().ToLowerInvariant()}_{layer}";
    }
}
