using System.Numerics.Tensors;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// The network in single precision, several independent sequences ("lanes") at a time: the science, with exact gradients
/// for every law. Contexts of the previous step are inputs; no gradient travels through time.
/// </summary>
/// <remarks>
/// Not thread-safe; engines over the same weights may run side by side. Training keeps a tape of inputs and errors for
/// <c>tapeFrames</c> steps and turns it into gradients in one product per matrix.
/// </remarks>
public sealed unsafe class FloatEngine
{
    private readonly FloatWeights _weights;
    private readonly int _lanes;
    private readonly int _tapeFrames;
    private readonly float[][] _inputs;
    private readonly float[][] _errors;
    private readonly float[][] _sums;
    private readonly float[,][] _outputs;
    private readonly float[,][] _outputErrors;
    private readonly float[] _universal;
    private readonly float[] _gains;
    private readonly PackedMatrix?[] _packedErrors;
    private int _frame;
    private ulong _dropoutState = 0x9E3779B97F4A7C15;

    /// <summary>An engine of its own weights, for inference of one sequence.</summary>
    public FloatEngine(NetworkParameters parameters)
        : this(new FloatWeights(parameters), lanes: 1, tapeFrames: 1)
    {
    }

    /// <summary>An engine of its own weights, for inference of several sequences side by side.</summary>
    public FloatEngine(NetworkParameters parameters, int lanes)
        : this(new FloatWeights(parameters), lanes, tapeFrames: 1)
    {
    }

    internal FloatEngine(FloatWeights weights, int lanes, int tapeFrames)
    {
        _weights = weights;
        _lanes = lanes;
        _tapeFrames = tapeFrames;
        NetworkDescription description = Description;
        _inputs = [.. Topology.Matrices.Select(matrix => new float[tapeFrames * lanes * matrix.Rows])];
        _errors = [.. Topology.Matrices.Select(matrix => new float[tapeFrames * lanes * matrix.Columns])];
        _sums = [.. Topology.Matrices.Select(matrix => new float[lanes * matrix.Columns])];
        _packedErrors = new PackedMatrix?[Topology.Matrices.Count];
        _outputs = new float[2, description.Layers][];
        _outputErrors = new float[2, description.Layers][];
        for (int stream = 0; stream < 2; stream++)
        {
            for (int layer = 0; layer < description.Layers; layer++)
            {
                _outputs[stream, layer] = new float[lanes * description.Cells];
                _outputErrors[stream, layer] = new float[lanes * description.Cells];
            }
        }

        _universal = new float[lanes * description.UniversalLength];
        _gains = new float[lanes * description.Outputs];
    }

    /// <summary>The network's description.</summary>
    public NetworkDescription Description => Topology.Description;

    /// <summary>
    /// L1 penalty on the cells' outputs: added to the error of every active cell, relative to an output error of 1.
    /// </summary>
    public float ActivityPenalty { get; set; }

    /// <summary>Share of context inputs (distal, proximal, universal) silenced at random while training.</summary>
    public float ContextDropout { get; set; }

    /// <summary>
    /// Round the cells' outputs to the fixed-point grid of the integer engines, 1/32, while gradients pass unrounded.
    /// </summary>
    public bool RoundOutputs { get; set; }

    /// <summary>
    /// Errors of R and C are held within plus or minus this, as the integer engines hold theirs within 1; unlimited by
    /// default, where gradients are exact.
    /// </summary>
    public float ErrorLimit { get; set; } = float.PositiveInfinity;

    /// <summary>Gains of the last step, lanes x outputs, 0..1.</summary>
    public ReadOnlySpan<float> Gains => _gains;

    /// <summary>The universal summary that the next step will see, lanes x length.</summary>
    internal Span<float> Universal => _universal;

    private NetworkTopology Topology => _weights.Topology;

    /// <summary>Outputs of a layer at the last step, lanes x cells, 0..6.</summary>
    public ReadOnlySpan<float> Outputs(StreamName stream, int layer) => MutableOutputs(stream, layer);

    /// <summary>The same, to set the state that the next step will see.</summary>
    internal Span<float> MutableOutputs(StreamName stream, int layer) => _outputs[(int)stream, layer];

    /// <summary>Begins a new utterance on every lane: the contexts of the previous step become zero.</summary>
    public void Reset()
    {
        for (int lane = 0; lane < _lanes; lane++) Reset(lane);
    }

    /// <summary>Begins a new utterance on one lane.</summary>
    public void Reset(int lane)
    {
        foreach (float[] outputs in _outputs) Lane(outputs, Description.Cells, lane).Clear();
        Lane(_universal, Description.UniversalLength, lane).Clear();
    }

    /// <summary>Seeds the choice of silenced contexts.</summary>
    internal void SeedDropout(ulong seed) => _dropoutState = (seed * 0x9E3779B97F4A7C15) | 1;

    /// <summary>One step of every lane.</summary>
    /// <param name="audio">Audio inputs, lanes x audio inputs.</param>
    /// <param name="video">Video inputs, lanes x video inputs.</param>
    /// <param name="training">Whether contexts are dropped and derivatives kept for <see cref="Backward"/>.</param>
    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, bool training = false)
    {
        for (int layer = 0; layer < Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = Topology.SomaOf(stream, layer);
                SynapseMatrix apical = Topology.ApicalOf(stream, layer);
                Sum(soma, audio, video);
                Sum(apical, audio, video, training);
                Activate(_sums[soma.Index], _sums[apical.Index], _outputs[(int)stream, layer], training);
            }
        }

        Sum(Topology.Readout, audio, video);
        TensorPrimitives.Sigmoid(_sums[Topology.Readout.Index], _gains);
        UpdateUniversal();
    }

    /// <summary>
    /// Errors of the step that <see cref="Forward"/> has just done, for binary cross-entropy on the mask; kept on the tape.
    /// </summary>
    /// <param name="targets">Target masks, lanes x outputs, 0..1.</param>
    internal void Backward(ReadOnlySpan<float> targets)
    {
        foreach (float[] errors in _outputErrors) errors.AsSpan().Clear();
        SynapseMatrix readout = Topology.Readout;
        Span<float> readoutErrors = Errors(readout);
        for (int i = 0; i < readoutErrors.Length; i++) readoutErrors[i] = _gains[i] - targets[i];
        SendBack(readout);

        for (int layer = Description.Layers - 1; layer >= 0; layer--)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = Topology.SomaOf(stream, layer);
                SynapseMatrix apical = Topology.ApicalOf(stream, layer);
                ReadOnlySpan<float> outputs = _outputs[(int)stream, layer];
                ReadOnlySpan<float> outputErrors = _outputErrors[(int)stream, layer];
                ReadOnlySpan<float> byR = _sums[soma.Index], byC = _sums[apical.Index];
                Span<float> somaErrors = Errors(soma), apicalErrors = Errors(apical);
                for (int i = 0; i < outputs.Length; i++)
                {
                    bool open = outputs[i] is > 0f and < LawFunctions.MaximumOutput;
                    float error = open ? outputErrors[i] + ActivityPenalty : 0f;
                    somaErrors[i] = Math.Clamp(error * byR[i], -ErrorLimit, ErrorLimit);
                    apicalErrors[i] = Math.Clamp(error * byC[i], -ErrorLimit, ErrorLimit);
                }

                if (layer == 0) continue;
                SendBack(soma);
                SendBack(apical);
            }
        }

        _frame++;
    }

    /// <summary>Adds the gradients of the tape's steps to <paramref name="gradients"/> and empties the tape.</summary>
    internal void DrainTape(float[][] gradients)
    {
        int samples = _frame * _lanes;
        foreach (SynapseMatrix matrix in Topology.Matrices)
        {
            PackedMatrix errors = _packedErrors[matrix.Index] ??=
                new PackedMatrix(_tapeFrames * _lanes, matrix.Columns);
            errors.Pack(_errors[matrix.Index], matrix.Columns);
            fixed (float* inputs = _inputs[matrix.Index])
            fixed (float* gradient = gradients[matrix.Index])
            {
                MatrixProduct.Add(
                    inputs, matrix.Rows, rowStride: 1, columnStride: matrix.Rows, errors, gradient, matrix.Columns, samples);
            }
        }

        _frame = 0;
    }

    private static Span<float> Lane(float[] all, int length, int lane) => all.AsSpan(lane * length, length);

    private Span<float> Errors(SynapseMatrix matrix) =>
        _errors[matrix.Index].AsSpan(_frame * _lanes * matrix.Columns, _lanes * matrix.Columns);

    private Span<float> Inputs(SynapseMatrix matrix) =>
        _inputs[matrix.Index].AsSpan(_frame * _lanes * matrix.Rows, _lanes * matrix.Rows);

    private void Sum(SynapseMatrix matrix, ReadOnlySpan<float> audio, ReadOnlySpan<float> video, bool drop = false)
    {
        Span<float> inputs = Inputs(matrix);
        for (int i = 0; i < matrix.Segments.Count; i++)
        {
            // By index: an enumerator would be an allocation at each step.
            SynapseSegment segment = matrix.Segments[i];
            ReadOnlySpan<float> source = segment.Source switch
            {
                EventSource.AudioInput => audio,
                EventSource.VideoInput => video,
                EventSource.Layer or EventSource.PreviousLayer => _outputs[(int)segment.Stream, segment.Layer],
                EventSource.Universal => _universal,
                _ => default,
            };
            for (int lane = 0; lane < _lanes; lane++)
            {
                Span<float> target = inputs.Slice((lane * matrix.Rows) + segment.FirstRow, segment.Rows);
                if (segment.Source == EventSource.One)
                {
                    target.Fill(1f);
                    continue;
                }

                source.Slice(lane * segment.Rows, segment.Rows).CopyTo(target);
                if (drop && ContextDropout > 0f) Drop(target);
            }
        }

        float[] sums = _sums[matrix.Index];
        sums.AsSpan().Clear();
        fixed (float* a = inputs)
        fixed (float* c = sums)
        {
            MatrixProduct.Add(a, _lanes, matrix.Rows, 1, _weights.Forward(matrix), c, matrix.Columns);
        }
    }

    private void Drop(Span<float> inputs)
    {
        uint threshold = (uint)(ContextDropout * uint.MaxValue);
        float scale = 1f / (1f - ContextDropout);
        ulong state = _dropoutState;
        foreach (ref float input in inputs)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            input = (uint)(state >> 32) < threshold ? 0f : input * scale;
        }

        _dropoutState = state;
    }

    private void Activate(Span<float> r, Span<float> c, Span<float> outputs, bool derivatives)
    {
        ActivationLaw law = Description.Law;
        for (int i = 0; i < outputs.Length; i++)
        {
            float value;
            if (derivatives)
            {
                value = LawFunctions.Value(law, r[i], c[i], out float byR, out float byC);
                r[i] = byR;
                c[i] = byC;
            }
            else
            {
                value = LawFunctions.Value(law, r[i], c[i]);
            }

            value = Math.Clamp(value, 0f, LawFunctions.MaximumOutput);
            outputs[i] = RoundOutputs ? MathF.Floor((value * 32f) + 0.5f) / 32f : value;
        }
    }

    private void UpdateUniversal()
    {
        if (!Description.Universal) return;
        int perGroup = Description.CellsPerGroup;
        float rate = 1f / (1 << Description.UniversalShift);
        for (int lane = 0; lane < _lanes; lane++)
        {
            Span<float> universal = Lane(_universal, Description.UniversalLength, lane);
            int at = 0;
            for (int layer = 0; layer < Description.Layers; layer++)
            {
                foreach (StreamName stream in NetworkTopology.Streams)
                {
                    ReadOnlySpan<float> cells = Lane(_outputs[(int)stream, layer], Description.Cells, lane);
                    for (; cells.Length > 0; cells = cells[perGroup..], at++)
                        universal[at] += rate * (TensorPrimitives.Sum(cells[..perGroup]) / perGroup - universal[at]);
                }
            }
        }
    }

    /// <summary>Carries a matrix's errors to the layers of this step that feed it.</summary>
    private void SendBack(SynapseMatrix matrix)
    {
        for (int i = 0; i < matrix.Segments.Count; i++)
        {
            if (_weights.Backward(matrix, i) is not { } transposed) continue;
            SynapseSegment segment = matrix.Segments[i];
            fixed (float* errors = Errors(matrix))
            fixed (float* target = _outputErrors[(int)segment.Stream, segment.Layer])
            {
                MatrixProduct.Add(errors, _lanes, matrix.Columns, 1, transposed, target, segment.Rows);
            }
        }
    }
}
