using System.Numerics;
using System.Numerics.Tensors;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// The network in single precision, several independent sequences ("lanes") at a time: the science, with exact gradients
/// for every law. By default contexts and states of the previous step are inputs and no gradient travels through time;
/// over weights that are made for it errors travel back through all steps of the tape. Where a network sends on change, what is
/// heard is what was sent last, as in <see cref="SendOnChange"/>, and gradients pass as if it had been sent.
/// </summary>
/// <remarks>
/// Not thread-safe; engines over the same weights may run side by side. Training keeps a tape of inputs and errors for
/// <c>tapeFrames</c> steps and turns it into gradients in one product per matrix.
/// </remarks>
public sealed unsafe class FloatEngine
{
    private readonly FloatWeights _weights;
    private readonly LayerActivation _activation;
    private readonly int _lanes;
    private readonly int _tapeFrames;
    private readonly float[][] _inputs;

    // Of every step of the tape and every matrix first the sums, then the output's slopes by them, at last the errors.
    private readonly float[][] _errors;
    private readonly float[,][] _keeps;
    private readonly bool[] _begins;
    private readonly float[,][] _outputs;
    private readonly float[,][] _sent; // of the cells; their outputs where those are sent always
    private readonly float[] _sentAudio, _sentVideo, _sentUniversal;
    private readonly float[,][] _states;
    private readonly float[,][] _stateErrors;
    private readonly float[] _universal;
    private readonly float[] _gains;
    private readonly float[] _undropped;
    private readonly PackedMatrix?[] _packedErrors;
    private float[,][] _outputErrors;
    private float[,][] _earlierErrors;
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
        _activation = LayerActivation.Of(description.Law);
        _inputs = [.. Topology.Matrices.Select(matrix => new float[tapeFrames * lanes * matrix.Rows])];
        _errors = [.. Topology.Matrices.Select(matrix => new float[tapeFrames * lanes * matrix.Columns])];
        _begins = new bool[tapeFrames * lanes];
        _packedErrors = new PackedMatrix?[Topology.Matrices.Count];
        int layer = lanes * description.Cells;
        _outputs = PerLayer(layer);
        bool onChange = description.SendsOnChange;
        _sent = onChange ? PerLayer(layer) : _outputs;
        _sentAudio = new float[onChange ? lanes * description.AudioInputs : 0];
        _sentVideo = new float[onChange ? lanes * description.VideoInputs : 0];
        _sentUniversal = new float[onChange ? lanes * description.UniversalLength : 0];
        _outputErrors = PerLayer(layer);
        _earlierErrors = PerLayer(layer);
        _states = PerLayer(_activation.HasState ? layer : 0);
        _stateErrors = PerLayer(_activation.HasState ? layer : 0);
        _keeps = PerLayer(_activation.HasState ? tapeFrames * layer : 0);
        _undropped = new float[layer];
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
    /// Round the cells' outputs to the fixed-point grid of the integer engines, 1/32, while gradients pass unrounded. States
    /// of cells that have one stay unrounded.
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

    /// <summary>What the rows of a matrix heard at the last step, lanes x rows, of an engine that does not train.</summary>
    internal ReadOnlySpan<float> Heard(SynapseMatrix matrix) => Inputs(matrix, _frame);

    /// <summary>What contexts that are not dropped grow by, so that their sums stay as large.</summary>
    private float DropoutScale => 1f / (1f - ContextDropout);

    /// <summary>Outputs of a layer at the last step, lanes x cells, 0..6.</summary>
    public ReadOnlySpan<float> Outputs(StreamName stream, int layer) => MutableOutputs(stream, layer);

    /// <summary>The same, to set the state that the next step will see.</summary>
    internal Span<float> MutableOutputs(StreamName stream, int layer) => _outputs[(int)stream, layer];

    /// <summary>What the cells of a layer remember for the next step, lanes x cells; empty under a law without memory.</summary>
    internal Span<float> CellStates(StreamName stream, int layer) => _states[(int)stream, layer];

    /// <summary>Begins a new utterance on every lane: the contexts of the previous step become zero.</summary>
    public void Reset()
    {
        for (int lane = 0; lane < _lanes; lane++) Reset(lane);
    }

    /// <summary>Begins a new utterance on one lane.</summary>
    public void Reset(int lane)
    {
        ClearLane(_outputs, lane);
        ClearLane(_states, lane);
        if (Description.SendsOnChange)
        {
            ClearLane(_sent, lane);
            Lane(_sentAudio, Description.AudioInputs, lane).Clear();
            Lane(_sentVideo, Description.VideoInputs, lane).Clear();
            Lane(_sentUniversal, Description.UniversalLength, lane).Clear();
        }

        Lane(_universal, Description.UniversalLength, lane).Clear();
        if (_frame < _tapeFrames) _begins[(_frame * _lanes) + lane] = true;
    }

    /// <summary>Seeds the choice of silenced contexts.</summary>
    internal void SeedDropout(ulong seed) => _dropoutState = (seed * 0x9E3779B97F4A7C15) | 1;

    /// <summary>One step of every lane.</summary>
    /// <param name="audio">Audio inputs, lanes x audio inputs.</param>
    /// <param name="video">Video inputs, lanes x video inputs.</param>
    /// <param name="training">Whether contexts are dropped and derivatives kept for <see cref="Backward"/>.</param>
    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, bool training = false)
    {
        audio = Send(audio, _sentAudio);
        video = Send(video, _sentVideo);
        Send(_universal, _sentUniversal);
        for (int layer = 0; layer < Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = Topology.SomaOf(stream, layer);
                SynapseMatrix apical = Topology.ApicalOf(stream, layer);
                Sum(soma, audio, video);
                Sum(apical, audio, video, training);
                LayerCells cells = new(
                    Errors(soma, _frame), Errors(apical, _frame), _outputs[(int)stream, layer],
                    _states[(int)stream, layer], Keeps(stream, layer, _frame));
                _activation.Apply(cells, RoundOutputs, training);
                Send(_outputs[(int)stream, layer], _sent[(int)stream, layer]);
            }
        }

        Sum(Topology.Readout, audio, video);
        TensorPrimitives.Sigmoid(Errors(Topology.Readout, _frame), _gains);
        UpdateUniversal();
    }

    /// <summary>
    /// Errors of the step that <see cref="Forward"/> has just done, for binary cross-entropy on the mask; kept on the tape.
    /// </summary>
    /// <param name="targets">Target masks, lanes x outputs, 0..1.</param>
    internal void Backward(ReadOnlySpan<float> targets)
    {
        TensorPrimitives.Subtract(_gains, targets, Errors(Topology.Readout, _frame));
        if (!_weights.ThroughTime) StepBack(_frame);
        _frame++;
    }

    /// <summary>Adds the gradients of the tape's steps to <paramref name="gradients"/> and empties the tape.</summary>
    internal void DrainTape(float[][] gradients)
    {
        if (_weights.ThroughTime)
        {
            // What is after the tape is not known: no error comes from there.
            foreach (float[] errors in _stateErrors) errors.AsSpan().Clear();
            for (int frame = _frame - 1; frame >= 0; frame--) StepBack(frame);
        }

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
        _begins.AsSpan().Clear();
    }

    private static Span<float> Lane(float[] all, int length, int lane) => all.AsSpan(lane * length, length);

    private float[,][] PerLayer(int length)
    {
        float[,][] all = new float[2, Description.Layers][];
        for (int layer = 0; layer < Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams) all[(int)stream, layer] = new float[length];
        }

        return all;
    }

    private void ClearLane(float[,][] layers, int lane)
    {
        foreach (float[] values in layers)
        {
            if (values.Length > 0) Lane(values, Description.Cells, lane).Clear();
        }
    }

    private Span<float> Errors(SynapseMatrix matrix, int frame) =>
        _errors[matrix.Index].AsSpan(frame * _lanes * matrix.Columns, _lanes * matrix.Columns);

    private Span<float> Inputs(SynapseMatrix matrix, int frame) =>
        _inputs[matrix.Index].AsSpan(frame * _lanes * matrix.Rows, _lanes * matrix.Rows);

    private Span<float> Keeps(StreamName stream, int layer, int frame)
    {
        int length = _states[(int)stream, layer].Length;
        return _keeps[(int)stream, layer].AsSpan(frame * length, length);
    }

    /// <summary>What sources have sent after this step: their values, where these have moved far enough from what they sent before.</summary>
    /// <param name="values">The sources' values.</param>
    /// <param name="sent">What they sent before; changed.</param>
    private ReadOnlySpan<float> Send(ReadOnlySpan<float> values, Span<float> sent)
    {
        if (!Description.SendsOnChange) return values;
        float threshold = Description.SendThreshold * EventFormat.ToFloat(1);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = new(values[i..]), before = new(sent[i..]);
            Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(value - before), new Vector<float>(threshold)), before, value)
                .CopyTo(sent[i..]);
        }

        for (; i < values.Length; i++)
            if (!(MathF.Abs(values[i] - sent[i]) < threshold)) sent[i] = values[i];
        return sent;
    }

    private void Sum(SynapseMatrix matrix, ReadOnlySpan<float> audio, ReadOnlySpan<float> video, bool drop = false)
    {
        Span<float> inputs = Inputs(matrix, _frame);
        for (int i = 0; i < matrix.Segments.Count; i++)
        {
            // By index: an enumerator would be an allocation at each step.
            SynapseSegment segment = matrix.Segments[i];
            ReadOnlySpan<float> source = segment.Source switch
            {
                EventSource.AudioInput => audio,
                EventSource.VideoInput => video,
                EventSource.Layer or EventSource.PreviousLayer => _sent[(int)segment.Stream, segment.Layer],
                EventSource.Universal => Description.SendsOnChange ? _sentUniversal : _universal,
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

        Span<float> sums = Errors(matrix, _frame);
        sums.Clear();
        fixed (float* a = inputs)
        fixed (float* c = sums)
        {
            MatrixProduct.Add(a, _lanes, matrix.Rows, 1, _weights.Forward(matrix), c, matrix.Columns);
        }
    }

    /// <summary>Silences inputs at random. They become minus zero, which no output is, so that the way back knows them.</summary>
    private void Drop(Span<float> inputs)
    {
        uint threshold = (uint)(ContextDropout * uint.MaxValue);
        float scale = DropoutScale;
        ulong state = _dropoutState;
        foreach (ref float input in inputs)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            input = (uint)(state >> 32) < threshold ? -0f : input * scale;
        }

        _dropoutState = state;
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

    /// <summary>Carries the errors of one step of the tape from the read-out down, and through time to the step before.</summary>
    private void StepBack(int frame)
    {
        (_outputErrors, _earlierErrors) = (_earlierErrors, _outputErrors);
        foreach (float[] errors in _earlierErrors) errors.AsSpan().Clear();
        for (int lane = 0; lane < _lanes && frame + 1 < _frame; lane++)
        {
            if (!_begins[((frame + 1) * _lanes) + lane]) continue;
            ClearLane(_outputErrors, lane);
            ClearLane(_stateErrors, lane);
        }

        SendBack(Topology.Readout, frame);
        for (int layer = Description.Layers - 1; layer >= 0; layer--)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = Topology.SomaOf(stream, layer);
                SynapseMatrix apical = Topology.ApicalOf(stream, layer);
                for (int lane = 0; lane < _lanes; lane++) SlopesToErrors(stream, layer, frame, lane);
                SendBack(soma, frame);
                SendBack(apical, frame);
            }
        }
    }

    /// <summary>Multiplies a lane's slopes by the errors of its outputs: they become the errors of R and C.</summary>
    private void SlopesToErrors(StreamName stream, int layer, int frame, int lane)
    {
        int cells = Description.Cells;
        bool last = layer == Description.Layers - 1;
        SynapseMatrix reader = last ? Topology.Readout : Topology.SomaOf(stream, layer + 1);

        // Receptive fields are not dropped: the outputs of that step are still among their inputs.
        int first = last ? reader.Rows - 1 - ((2 - (int)stream) * cells) : 0; // in front of the read-out's bias
        ReadOnlySpan<float> outputs = Inputs(reader, frame).Slice((lane * reader.Rows) + first, cells);
        ReadOnlySpan<float> outputErrors = Lane(_outputErrors[(int)stream, layer], cells, lane);
        Span<float> somaErrors = Errors(Topology.SomaOf(stream, layer), frame).Slice(lane * cells, cells);
        Span<float> apicalErrors = Errors(Topology.ApicalOf(stream, layer), frame).Slice(lane * cells, cells);
        bool remembers = _weights.ThroughTime && _activation.HasState;
        Span<float> stateErrors = remembers ? Lane(_stateErrors[(int)stream, layer], cells, lane) : default;
        Span<float> keeps = remembers ? Keeps(stream, layer, frame).Slice(lane * cells, cells) : default;
        Vector<float> penalty = new(ActivityPenalty), limit = new(ErrorLimit);
        for (int i = 0; i < cells; i += Vector<float>.Count)
        {
            Vector<float> active = Vector.As<int, float>(Vector.GreaterThan(new Vector<float>(outputs[i..]), Vector<float>.Zero));
            Vector<float> error = new Vector<float>(outputErrors[i..]) + (penalty & active);
            if (remembers)
            {
                error += new Vector<float>(stateErrors[i..]);
                (error * new Vector<float>(keeps[i..])).CopyTo(stateErrors[i..]);
            }

            Vector.Min(Vector.Max(error * new Vector<float>(somaErrors[i..]), -limit), limit).CopyTo(somaErrors[i..]);
            Vector.Min(Vector.Max(error * new Vector<float>(apicalErrors[i..]), -limit), limit).CopyTo(apicalErrors[i..]);
        }
    }

    /// <summary>
    /// Carries a matrix's errors to the layers that feed it, of this step and, where the weights allow for it, of the step
    /// before.
    /// </summary>
    private void SendBack(SynapseMatrix matrix, int frame)
    {
        for (int i = 0; i < matrix.Segments.Count; i++)
        {
            SynapseSegment segment = matrix.Segments[i];
            bool earlier = segment.Source == EventSource.PreviousLayer;
            if (_weights.Backward(matrix, i) is not { } transposed || (earlier && frame == 0)) continue;
            float[] target = (earlier ? _earlierErrors : _outputErrors)[(int)segment.Stream, segment.Layer];

            // Step by step errors pass contexts that were dropped as well; through time the way back is exact.
            bool dropped = _weights.ThroughTime && ContextDropout > 0f && Topology.IsApical(matrix);
            if (dropped) _undropped.AsSpan().Clear();
            fixed (float* errors = Errors(matrix, frame))
            fixed (float* c = dropped ? _undropped : target)
            {
                MatrixProduct.Add(errors, _lanes, matrix.Columns, 1, transposed, c, segment.Rows);
            }

            if (dropped) AddUndropped(Inputs(matrix, frame)[segment.FirstRow..], matrix.Rows, target);
        }
    }

    /// <summary>Adds errors to <paramref name="target"/> where the input was not dropped.</summary>
    private void AddUndropped(ReadOnlySpan<float> inputs, int stride, Span<float> target)
    {
        int cells = Description.Cells;
        Vector<float> scale = new(DropoutScale);
        for (int lane = 0; lane < _lanes; lane++)
        {
            ReadOnlySpan<float> errors = Lane(_undropped, cells, lane);
            Span<float> sums = target.Slice(lane * cells, cells);
            for (int i = 0; i < cells; i += Vector<float>.Count)
            {
                Vector<int> sign = Vector.AsVectorInt32(new Vector<float>(inputs[((lane * stride) + i)..]));
                Vector<float> through = Vector.ConditionalSelect(
                    Vector.LessThan(sign, Vector<int>.Zero), Vector<float>.Zero, scale * new Vector<float>(errors[i..]));
                (new Vector<float>(sums[i..]) + through).CopyTo(sums[i..]);
            }
        }
    }
}
