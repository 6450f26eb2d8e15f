using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The network in integers with the processor's vector instructions: the engine without a fabric, and the fall-back with
/// one. Gives the bits and the counts of <see cref="IntegerEngine"/>. Work is proportional to events: rows of weights whose
/// source is silent are never read, forward, backward or in the update; where the network sends on change sums are kept, and
/// forward only rows are read whose source has sent. One thread; a step allocates nothing.
/// </summary>
public sealed unsafe class CpuEngine : IEventEngine
{
    private readonly PinnedMemory _memory = new();
    private readonly CpuKernels _kernels;
    private readonly IntegerLaw _law;
    private readonly EventTally _tally = new();
    private CpuMatrix[] _matrices;
    private readonly int _cells, _layers;
    private readonly CpuSource _audio, _video, _one, _summary;
    private readonly CpuSource[] _outputs; // by layer and stream, as in NetworkState
    private readonly ushort[] _universal;
    private readonly ushort*[] _memories; // by layer and stream: what cells remember, where the law has that
    private readonly ushort*[] _remembered; // the same before the step
    private readonly int*[] _arrived; // by layer and stream: what came back to its cells
    private readonly int* _products;
    private readonly int* _open;
    private readonly short* _openOutputs;
    private uint _step;
    private bool _sumsHold; // what is kept is the sums of what was heard with the weights as they are

    /// <summary>An engine with the widest vectors of this processor.</summary>
    /// <param name="network">The weights; copied.</param>
    /// <exception cref="Drivers.BadInputException">A sum of this network could overflow.</exception>
    public CpuEngine(IntegerNetwork network)
        : this(network, SupportedVectors.Widest)
    {
    }

    /// <summary>An engine with chosen vectors, which the processor must have.</summary>
    internal CpuEngine(IntegerNetwork network, CpuVectors vectors)
    {
        OverflowBound.Require(network, network.Topology.Description.Name);
        Topology = network.Topology;
        Vectors = vectors;
        _kernels = CpuKernels.For(vectors);
        NetworkDescription description = Topology.Description;
        _cells = description.Cells;
        _layers = description.Layers;
        _law = new IntegerLaw(description.Law);
        _matrices = [.. Topology.Matrices.Select(matrix => new CpuMatrix(matrix, _memory))];
        _audio = new CpuSource(description.AudioInputs, holds: true, _memory);
        _video = new CpuSource(description.VideoInputs, holds: true, _memory);
        _summary = new CpuSource(description.UniversalLength, holds: true, _memory);
        _one = new CpuSource(1, holds: true, _memory); // holds what it is and never sends
        _one.Sent[0] = EventFormat.One;
        _universal = new ushort[description.UniversalLength];
        _outputs = [.. Enumerable.Range(0, 2 * _layers).Select(_ => new CpuSource(_cells, description.SendsOnChange, _memory))];
        _memories = new ushort*[2 * _layers];
        _remembered = new ushort*[2 * _layers];
        _arrived = new int*[2 * _layers];
        for (int i = 0; i < _outputs.Length; i++)
        {
            _arrived[i] = _memory.Allocate<int>(_cells);
            if (!_law.HasMemory) continue;
            _memories[i] = _memory.Allocate<ushort>(_cells);
            _remembered[i] = _memory.Allocate<ushort>(_cells);
        }

        int mostBack = Topology.Matrices.Max(
            matrix => matrix.Segments.Where(segment => segment.Source == EventSource.Layer).Sum(segment => segment.Rows));
        _products = _memory.Allocate<int>(mostBack + EventList.Block);
        _open = _memory.Allocate<int>(_cells);
        _openOutputs = _memory.Allocate<short>(_cells);
        if (description.SendsOnChange)
        {
            foreach (CpuMatrix matrix in _matrices) matrix.Keep();
        }

        WriteWeights(network);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <summary>The vector instructions in use.</summary>
    public CpuVectors Vectors { get; }

    /// <inheritdoc/>
    public NetworkTopology Topology { get; }

    /// <inheritdoc cref="IntegerEngine.KeepsInputSums"/>
    public bool KeepsInputSums
    {
        get => _matrices[0].Kept != null;
        init
        {
            if (!value) return;
            foreach (StreamName stream in NetworkTopology.Streams) _matrices[Topology.SomaOf(stream, 0).Index].Keep();
        }
    }

    /// <inheritdoc/>
    public EventCounts Counts => _tally.Counts;

    /// <inheritdoc/>
    public long Saturations { get; private set; }

    /// <inheritdoc/>
    public IntegerLearning Learning
    {
        get;
        set
        {
            value.Check();
            field = value;
        }
    } = new(Seed: 1);

    private CpuMatrix Readout => _matrices[^1];

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (CpuSource outputs in _outputs) outputs.Clear();
        _audio.Clear();
        _video.Clear();
        _summary.Clear();
        for (int i = 0; i < _memories.Length; i++) Memories(i).Clear();
        _universal.AsSpan().Clear();
        _sumsHold = false;
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        Step(audio, video, gains, learns: false);

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Topology.Description.Outputs);
        Step(audio, video, gains, learns: true);
        foreach (int* arrived in _arrived) new Span<int>(arrived, _cells).Clear();
        for (int output = 0; output < targets.Length; output++)
            Readout.Errors[output] = TargetFormat.Error(gains[output], targets[output]);

        // A matrix is updated right after its errors have gone back through it, while its rows are in the cache.
        uint stepKey = UpdateRounding.StepKey(Learning.Seed, _step++);
        Learn(Readout, stepKey);
        for (int layer = _layers - 1; layer >= 0; layer--)
        {
            for (int i = 2 * layer; i < 2 * (layer + 1); i++)
            {
                CellErrors(_matrices[2 * i], _matrices[(2 * i) + 1], i);
                Learn(_matrices[2 * i], stepKey);
                Learn(_matrices[(2 * i) + 1], stepKey);
            }
        }

        GC.KeepAlive(_memory);
        GC.KeepAlive(_matrices);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer)
    {
        ReadOnlySpan<short> outputs = new(_outputs[(2 * layer) + (int)stream].Values, _cells);
        return outputs.Length - outputs.Count((short)0);
    }

    /// <inheritdoc/>
    public void ReadState(NetworkState state)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            for (int cell = 0; cell < _cells; cell++)
            {
                state.Outputs[i][cell] = (byte)_outputs[i].Values[cell];
                state.Sent[i][cell] = (byte)_outputs[i].Sent[cell];
            }

            Memories(i).CopyTo(state.Memories[i]);
        }

        _universal.CopyTo(state.Universal, 0);
        if (Topology.Description.SendsOnChange)
        {
            new ReadOnlySpan<short>(_audio.Sent, _audio.Count).CopyTo(state.SentAudio);
            new ReadOnlySpan<short>(_video.Sent, _video.Count).CopyTo(state.SentVideo);
            new ReadOnlySpan<short>(_summary.Sent, _summary.Count).CopyTo(state.SentUniversal);
        }

        state.Step = _step;
    }

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            for (int cell = 0; cell < _cells; cell++)
            {
                _outputs[i].Values[cell] = state.Outputs[i][cell];
                _outputs[i].Sent[cell] = state.Sent[i][cell];
            }

            state.Memories[i].CopyTo(Memories(i));
        }

        state.Universal.CopyTo(_universal, 0);
        state.SentAudio.CopyTo(new Span<short>(_audio.Sent, _audio.Count));
        state.SentVideo.CopyTo(new Span<short>(_video.Sent, _video.Count));
        state.SentUniversal.CopyTo(new Span<short>(_summary.Sent, _summary.Count));
        _step = state.Step;
        _sumsHold = false;
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        foreach (CpuMatrix matrix in _matrices) matrix.Read(network);
    }

    /// <inheritdoc/>
    public void WriteWeights(IntegerNetwork network)
    {
        foreach (CpuMatrix matrix in _matrices) matrix.Write(network);
        _sumsHold = false;
    }

    /// <summary>
    /// Takes the weights of another engine of the same network, and gives it its own; nothing is copied. The next step of either
    /// sums anew.
    /// </summary>
    /// <param name="other">Keeps the same sums, and is not used by another thread meanwhile.</param>
    internal void ExchangeWeights(CpuEngine other)
    {
        (_matrices, other._matrices) = (other._matrices, _matrices);
        _sumsHold = other._sumsHold = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Memory only.
    }

    private static void Hear(ReadOnlySpan<short> heard, CpuSource source, int threshold)
    {
        heard.CopyTo(new Span<short>(source.Values, source.Count));
        source.Send(threshold);
    }

    private void Step(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains, bool learns)
    {
        NetworkDescription description = Topology.Description;
        ArgumentOutOfRangeException.ThrowIfNotEqual(audio.Length, description.AudioInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(video.Length, description.VideoInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gains.Length, description.Outputs);
        int threshold = description.SendThreshold;
        Hear(audio, _audio, threshold);
        Hear(video, _video, threshold);
        for (int i = 0; i < _universal.Length; i++) _summary.Values[i] = UniversalSummary.ToEvent(_universal[i]);
        _summary.Send(threshold);

        for (int i = 0; i < _outputs.Length; i++)
        {
            CpuMatrix soma = _matrices[2 * i], apical = _matrices[(2 * i) + 1];
            Sum(soma, learns);
            Sum(apical, learns);
            if (_law.HasMemory)
            {
                ushort* before = _memories[i], after = _remembered[i];
                CellVectors.Gated(soma.Sums, apical.Sums, before, after, _outputs[i].Values, _cells);
                _memories[i] = after;
                _remembered[i] = before;
            }
            else
            {
                CellVectors.Outputs(_law, soma.Sums, apical.Sums, _outputs[i].Values, _cells);
            }

            _outputs[i].Send(threshold);
        }

        Sum(Readout, learns);
        for (int output = 0; output < gains.Length; output++) gains[output] = MaskFormat.FromSum(Readout.Sums[output]);
        if (description.Universal) UpdateUniversal(description);
        _tally.Step();
        _sumsHold = true;
        GC.KeepAlive(_memory);
        GC.KeepAlive(_matrices);
    }

    /// <summary>What the cells of a layer and stream remember; empty where the law has no memory.</summary>
    private Span<ushort> Memories(int layerAndStream) => new(_memories[layerAndStream], _law.HasMemory ? _cells : 0);

    /// <summary>The source of a run of rows; for the proximal run, before its cells send again, as they sent before.</summary>
    private CpuSource SourceOf(SynapseSegment segment) => segment.Source switch
    {
        EventSource.AudioInput => _audio,
        EventSource.VideoInput => _video,
        EventSource.Universal => _summary,
        EventSource.One => _one,
        _ => _outputs[(2 * segment.Layer) + (int)segment.Stream],
    };

    private void Sum(CpuMatrix matrix, bool learns)
    {
        bool goesOn = matrix.GoesOn = _sumsHold && matrix.Kept != null;
        matrix.Heard.Clear();
        matrix.Sent?.Clear();
        for (int i = 0; i < matrix.Segments.Length; i++)
        {
            SynapseSegment segment = matrix.Segments[i];
            CpuSource source = SourceOf(segment);
            if (learns || !goesOn) matrix.HeardRows[i] = matrix.Heard.Append(source.Sent, segment.Rows, segment.FirstRow);
            int events = goesOn ? matrix.Sent!.Append(source.Changes, segment.Rows, segment.FirstRow) : matrix.HeardRows[i];
            _tally.Forward(matrix.Matrix, segment, events);
        }

        matrix.Heard.Pad();
        matrix.Sent?.Pad();
        _kernels.Sum(matrix, SumFormat.Shift(matrix.Scale));
    }

    /// <summary>Carries a matrix's errors back to the layers of this step that feed it, then moves its weights.</summary>
    private void Learn(CpuMatrix matrix, uint stepKey)
    {
        if (Learning.BackwardThreshold > 1) matrix.Heard.Keep(Learning.BackwardThreshold, matrix.HeardRows);
        int back = 0;
        for (int i = 0; i < matrix.Segments.Length && matrix.Segments[i].Source == EventSource.Layer; i++)
            back += matrix.HeardRows[i];
        if (back > 0)
        {
            _kernels.Products(matrix, back, _products);
            int k = 0;
            for (int i = 0; k < back; i++)
            {
                SynapseSegment segment = matrix.Segments[i];
                int* arrived = _arrived[(2 * segment.Layer) + (int)segment.Stream];
                for (int end = k + matrix.HeardRows[i]; k < end; k++)
                    arrived[matrix.Heard.Rows[k] - segment.FirstRow] += ErrorFormat.FromProduct(_products[k], matrix.Scale);
            }

            _tally.Backward(matrix.Matrix, back);
        }

        if (Learning.UpdateThreshold > 1) matrix.Heard.Keep(Learning.UpdateThreshold, matrix.HeardRows);
        Saturations += _kernels.Update(
            matrix, stepKey, UpdateRounding.Shift(matrix.RateShift + Learning.RateShift, matrix.Scale));
        _tally.Update(matrix.Matrix, matrix.Heard.Count);
    }

    /// <summary>Errors of R and C of a layer's cells.</summary>
    private void CellErrors(CpuMatrix soma, CpuMatrix apical, int layerAndStream)
    {
        int* arrived = _arrived[layerAndStream];
        short* outputs = _outputs[layerAndStream].Values;
        new Span<short>(soma.Errors, _cells).Clear();
        new Span<short>(apical.Errors, _cells).Clear();
        if (_law.HasMemory)
        {
            for (int cell = 0; cell < _cells; cell++) CellError(cell, outputs[cell], _remembered[layerAndStream][cell]);
            return;
        }

        // The gate of a silent cell is shut: only active ones are visited.
        int active = CellVectors.Collect(outputs, _cells, 0, _open, _openOutputs);
        for (int k = 0; k < active; k++) CellError(_open[k], _openOutputs[k], state: 0);

        void CellError(int cell, short output, ushort state)
        {
            short error = _law.Error(arrived[cell], output, Learning.ActivityPenalty);
            if (error == 0) return;
            _law.Derivatives(soma.Sums[cell], apical.Sums[cell], state, out short byR, out short byC);
            soma.Errors[cell] = ErrorFormat.Through(error, byR);
            apical.Errors[cell] = ErrorFormat.Through(error, byC);
        }
    }

    private void UpdateUniversal(NetworkDescription description)
    {
        int group = 0, perGroup = description.CellsPerGroup;
        foreach (CpuSource outputs in _outputs)
        {
            for (int first = 0; first < _cells; first += perGroup, group++)
            {
                _universal[group] = UniversalSummary.Next(
                    _universal[group], CellVectors.SumOf(outputs.Values + first, perGroup), perGroup, description.UniversalShift);
            }
        }
    }
}
