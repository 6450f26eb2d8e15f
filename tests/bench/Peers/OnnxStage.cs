using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnBoard.Drivers;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>One ONNX network that takes a frame and its own state and gives a frame and its next state. One thread.</summary>
internal sealed class OnnxStage : IDisposable
{
    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames, _outputNames;
    private readonly float[][] _inputs, _outputs;
    private readonly OrtValue[] _inputValues, _outputValues;
    private readonly List<(int Input, int Output)> _states = [];
    private readonly int _input, _output;

    public OnnxStage(string path, StageDescription description)
    {
        _path = path;
        Form = description.Form;
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            _session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new BadInputException(path, $"ONNX Runtime does not take it ({error.Message})", "Name an ONNX file", error);
        }

        _inputNames = [.. _session.InputNames];
        _outputNames = [.. _session.OutputNames];
        _input = description.Input is { } input ? Place(_inputNames, input, "input") : 0;
        _output = description.Output is { } output ? Place(_outputNames, output, "output") : 0;
        (_inputs, _inputValues) = Tensors(_inputNames, _session.InputMetadata);
        (_outputs, _outputValues) = Tensors(_outputNames, _session.OutputMetadata);
        PairStates(description.States);
        int[] shape = Shape(_session.InputMetadata[_inputNames[_input]]);
        IsInterleaved = shape[^1] == 2;
    }

    public StageForm Form { get; }

    /// <summary>Whether a spectrum's real and imaginary parts alternate; otherwise all real parts come first.</summary>
    public bool IsInterleaved { get; }

    /// <summary>What goes in; to be written before <see cref="Run"/>.</summary>
    public float[] Input => _inputs[_input];

    /// <summary>What came out.</summary>
    public float[] Output => _outputs[_output];

    /// <summary>Makes sure that frames fit.</summary>
    /// <exception cref="BadInputException">They do not.</exception>
    public void Expect(int length)
    {
        if (Input.Length == length && Output.Length == length) return;
        throw new BadInputException(
            _path, $"{_inputNames[_input]} takes {Input.Length} numbers and {_outputNames[_output]} gives {Output.Length} where a frame has {length}",
            "Correct frame, form, input or output in the description");
    }

    public void Run()
    {
        _session.Run(_run, _inputNames, _inputValues, _outputNames, _outputValues);
        foreach ((int input, int output) in _states) _outputs[output].CopyTo(_inputs[input], 0);
    }

    /// <summary>Begins anew: state is zero.</summary>
    public void Reset()
    {
        foreach ((int input, _) in _states) Array.Clear(_inputs[input]);
    }

    public void Dispose()
    {
        foreach (OrtValue value in _inputValues.Concat(_outputValues)) value.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private void PairStates(IReadOnlyDictionary<string, string>? named)
    {
        if (named is not null)
        {
            foreach ((string input, string output) in named)
                _states.Add((Place(_inputNames, input, "input"), Place(_outputNames, output, "output")));
        }
        else
        {
            int[] inputs = [.. Enumerable.Range(0, _inputNames.Length).Where(place => place != _input)];
            int[] outputs = [.. Enumerable.Range(0, _outputNames.Length).Where(place => place != _output)];
            if (inputs.Length != outputs.Length)
            {
                throw new BadInputException(
                    _path, $"beside the frame it has {inputs.Length} inputs and {outputs.Length} outputs, which do not pair", "Name the states in the description");
            }

            _states.AddRange(inputs.Zip(outputs));
        }

        foreach ((int input, int output) in _states)
        {
            if (_inputs[input].Length == _outputs[output].Length) continue;
            throw new BadInputException(
                _path, $"state {_inputNames[input]} has {_inputs[input].Length} numbers and {_outputNames[output]} {_outputs[output].Length}",
                "Name the states in the description");
        }
    }

    private int Place(string[] names, string name, string what) => Array.IndexOf(names, name) is >= 0 and var place
        ? place
        : throw new BadInputException(_path, $"it has no {what} {name}", $"Choose among {string.Join(", ", names)}");

    private (float[][] Arrays, OrtValue[] Values) Tensors(string[] names, IReadOnlyDictionary<string, NodeMetadata> metadata)
    {
        foreach (string name in names)
        {
            if (metadata[name].IsTensor && metadata[name].ElementDataType == TensorElementType.Float) continue;
            throw new BadInputException(_path, $"{name} is no tensor of single-precision numbers", "Name a network in single precision");
        }

        float[][] arrays = [.. names.Select(name => new float[Shape(metadata[name]).Aggregate(1, (product, length) => product * length)])];
        return (arrays, [.. names.Select((name, place) => OrtValue.CreateTensorValueFromMemory(
            arrays[place], [.. Shape(metadata[name]).Select(length => (long)length)]))]);
    }

    /// <summary>One frame at a time: a length that the file leaves open is 1.</summary>
    private static int[] Shape(NodeMetadata metadata) => [.. metadata.Dimensions.Select(length => length < 0 ? 1 : length)];
}
