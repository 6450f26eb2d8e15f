using System.Runtime.InteropServices;

namespace OnBoard.Tests.Bench.Onnx;

/// <summary>Collects nodes, constants, inputs and outputs of an ONNX graph (github.com/onnx/onnx, onnx.proto; opset 17).</summary>
internal sealed class OnnxGraph
{
    private const int FloatType = 1, Int64Type = 7;

    private readonly ProtobufWriter _graph = new();
    private int _names;

    public string Input(string name, int length)
    {
        _graph.Message(11, value => Describe(value, name, length));
        return name;
    }

    public void Output(string name, int length) => _graph.Message(12, value => Describe(value, name, length));

    public string Constant(ReadOnlySpan<float> values, params long[] shape) =>
        Initializer(FloatType, MemoryMarshal.AsBytes(values).ToArray(), shape);

    public string Constant(params long[] values) =>
        Initializer(Int64Type, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [values.Length]);

    /// <summary>Adds a node and gives the name of its output.</summary>
    public string Node(string operation, string[] inputs, string? output = null, params (string Name, object Value)[] attributes)
    {
        output ??= $"t{_names++}";
        _graph.Message(1, node =>
        {
            foreach (string input in inputs) node.Text(1, input);
            node.Text(2, output).Text(4, operation);
            foreach ((string name, object value) in attributes)
            {
                node.Message(5, attribute =>
                {
                    attribute.Text(1, name);
                    switch (value)
                    {
                        case long[] many:
                            foreach (long one in many) attribute.Integer(8, one);
                            attribute.Integer(20, 7);
                            break;
                        default:
                            attribute.Integer(3, (long)value).Integer(20, 2);
                            break;
                    }
                });
            }
        });
        return output;
    }

    public byte[] ToModel() => new ProtobufWriter()
        .Integer(1, 8)
        .Text(2, "onboard-bench")
        .Bytes(7, _graph.Text(2, "network").ToArray())
        .Message(8, opset => opset.Text(1, "").Integer(2, 17))
        .ToArray();

    private static void Describe(ProtobufWriter value, string name, int length) =>
        value.Text(1, name).Message(2, type => type.Message(1, tensor => tensor
            .Integer(1, FloatType)
            .Message(2, shape => shape
                .Message(1, one => one.Integer(1, 1))
                .Message(1, dimension => dimension.Integer(1, length)))));

    private string Initializer(int type, byte[] data, long[] shape)
    {
        string name = $"c{_names++}";
        _graph.Message(5, tensor =>
        {
            foreach (long length in shape) tensor.Integer(1, length);
            tensor.Integer(2, type).Text(8, name).Bytes(9, data);
        });
        return name;
    }
}
