using System.Numerics.Tensors;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The network in integers with the processor's vector instructions: the engine without a fabric, and the fall-back with
/// one. Gives the bits and the counts of <see cref="IntegerEngine"/>. Work is proportional to events: rows of weights whose
/// source is silent are never read, forward, backward or in the update. One thread; a step allocates nothing.
/// </summary>
public sealed unsafe class CpuEngine : IEventEngine
{
    private readonly PinnedMemory _memory = new();
    private readonly CpuKernels _kernels;
    private readonly IntegerLaw _law;
    private readonly EventTally _tally = new();
    private readonly CpuMatrix[] _matrices;
    private readonly int _cells, _layers;
    private readonly short* _audio, _video, _one, _universalEvents;
    private readonly short* _audioChange, _videoChange, _nothing; // inputs and bias less those of the step before
    private readonly ushort[] _universal;
    private readonly short*[] _outputs; // by layer and stream, as in NetworkState
    private readonly ushort*[] _memories; // by layer and stream: what cells remember, where the law has that
    private readonly ushort*[] _remembered; // the same before the step
    private readonly int*[] _arrived; // by layer and stream: what came back to its cells
    private readonly int* _products;
    private readonly int* _open;
    private readonly short* _openOutputs;
    private uint _step;
    private bool _sumsHold; // what is kept is the sum of _audio and _video with the weights as they are

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
        _audio = Sources(description.AudioInputs);
        _video = Sources(description.VideoInputs);
        _audioChange = Sources(description.AudioInputs);
        _videoChange = Sources(description.VideoInputs);
        _nothing = Sources(1);
        _one = Sources(1);
        _one[0] = EventFormat.One;
        _universalEvents = Sources(description.UniversalLength);
        _universal = new ushort[description.UniversalLength];
        _outputs = new short*[2 * _layers];
        _memories = new ushort*[2 * _layers];
        _remembered = new ushort*[2 * _layers];
        _arrived = new int*[2 * _layers];
        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i] = Sources(_cells);
            _arrived[i] = _memory.Allocate<int>(_cells);
            if (!_law.HasMemory) continue;
            _memories[i] = _memory.Allocate<ushort>(_cells);
            _remembered[i] = _memory.Allocate<ushort>(_cells);
        }

        _products = _memory.Allocate<int>((2 * _cells) + CpuMatrix.ListBlock);
        _open = _memory.Allocate<int>(_cells);
        _openOutputs = _memory.Allocate<short>(_cells);
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
            foreach (StreamName stream in NetworkTopology.Streams) _matrices[Topology.SomaOf(stream, 0).Index].Keep(_memory);
        }
    }

    /// <inheritdoc/>
    public EventCounts Counts => _tally.Counts;

    /// <inheritdoc/>
    public long Saturations { get; private set; }

    /// <inheritdoc/>
    public IntegerLearning Learning { get; set; } = new(Seed: 1);

    private CpuMatrix Readout => _matrices[^1];

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (short* outputs in _outputs) new Span<short>(outputs, _cells).Clear();
        for (int i = 0; i < _memories.Length; i++) Memories(i).Clear();
        _universal.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        ArgumentOutOfRangeException.ThrowIfNotEqual(audio.Length, description.AudioInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(video.Length, description.VideoInputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gains.Length, description.Outputs);
        Hear(audio, _audio, _audioChange);
        Hear(video, _video, _videoChange);
        for (int i = 0; i < _universal.Length; i++) _universalEvents[i] = UniversalSummary.ToEvent(_universal[i]);

        for (int i = 0; i < _outputs.Length; i++)
        {
            CpuMatrix soma = _matrices[2 * i], apical = _matrices[(2 * i) + 1];
            Sum(soma);
            Sum(apical);
            if (_law.HasMemory)
            {
                ushort* before = _memories[i], after = _remembered[i];
                CellVectors.Gated(soma.Sums, apical.Sums, before, after, _outputs[i], _cells);
                _memories[i] = after;
                _remembered[i] = before;
            }
            else
            {
                CellVectors.Outputs(_law, soma.Sums, apical.Sums, _outputs[i], _cells);
            }
        }

        Sum(Readout);
        for (int output = 0; output < gains.Length; output++) gains[output] = MaskFormat.FromSum(Readout.Sums[output]);
        if (description.Universal) UpdateUniversal(description);
        _tally.Step();
        _sumsHold = KeepsInputSums;
        GC.KeepAlive(_memory);
    }

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Topology.Description.Outputs);
        _sumsHold = false; // learning needs every active row, not those that changed
        Forward(audio, video, gains);
        _sumsHold = false;
        foreach (int* arrived in _arrived) new Span<int>(arrived, _cells).Clear();
        for (int output = 0; output < targets.Length; output++)
            Readout.Errors[output] = ErrorFormat.Saturate(gains[output] - targets[output]);

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
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer)
    {
        ReadOnlySpan<short> outputs = new(_outputs[(2 * layer) + (int)stream], _cells);
        return outputs.Length - outputs.Count((short)0);
    }

    /// <inheritdoc/>
    public void ReadState(NetworkState state)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            for (int cell = 0; cell < _cells; cell++) state.Outputs[i][cell] = (byte)_outputs[i][cell];
            Memories(i).CopyTo(state.Memories[i]);
        }

        _universal.CopyTo(state.Universal, 0);
        state.Step = _step;
    }

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            for (int cell = 0; cell < _cells; cell++) _outputs[i][cell] = state.Outputs[i][cell];
            state.Memories[i].CopyTo(Memories(i));
        }

        state.Universal.CopyTo(_universal, 0);
        _step = state.Step;
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

    /// <inheritdoc/>
    public void Dispose()
    {
        // Memory only.
    }

    /// <summary>Zeroed events, padded for <see cref="CellVectors.Collect"/>.</summary>
    private short* Sources(int count) => _memory.Allocate<short>(count + CellVectors.Lanes);

    /// <summary>What the cells of a layer and stream remember; empty where the law has no memory.</summary>
    private Span<ushort> Memories(int layerAndStream) => new(_memories[layerAndStream], _law.HasMemory ? _cells : 0);

    private void Hear(ReadOnlySpan<short> heard, short* events, short* change)
    {
        if (_sumsHold) TensorPrimitives.Subtract(heard, new Span<short>(events, heard.Length), new Span<short>(change, heard.Length));
        heard.CopyTo(new Span<short>(events, heard.Length));
    }

    private void Sum(CpuMatrix matrix)
    {
        int count = 0;
        bool goesOn = matrix.GoesOn = _sumsHold && matrix.Kept != null;
        for (int i = 0; i < matrix.Segments.Length; i++)
        {
            SynapseSegment segment = matrix.Segments[i];
            short* sources = segment.Source switch
            {
                EventSource.AudioInput => goesOn ? _audioChange : _audio,
                EventSource.VideoInput => goesOn ? _videoChange : _video,
                EventSource.Universal => _universalEvents,
                EventSource.One => goesOn ? _nothing : _one,
                _ => _outputs[(2 * segment.Layer) + (int)segment.Stream],
            };
            int active = CellVectors.Collect(
                sources, segment.Rows, segment.FirstRow, matrix.Rows + count, matrix.Events + count);
            matrix.Active[i] = active;
            count += active;
            _tally.Forward(matrix.Matrix, segment, active);
        }

        matrix.Count = count;
        for (int i = count; i < count + CpuMatrix.ListBlock; i++)
        {
            matrix.Rows[i] = 0;
            matrix.Events[i] = 0;
        }

        _kernels.Sum(matrix, SumFormat.Shift(matrix.Scale));
    }

    /// <summary>Carries a matrix's errors back to the layers of this step that feed it, then moves its weights.</summary>
    private void Learn(CpuMatrix matrix, uint stepKey)
    {
        int back = 0;
        for (int i = 0; i < matrix.Segments.Length && matrix.Segments[i].Source == EventSource.Layer; i++)
            back += matrix.Active[i];
        if (back > 0)
        {
            _kernels.Products(matrix, back, _products);
            int k = 0;
            for (int i = 0; k < back; i++)
            {
                SynapseSegment segment = matrix.Segments[i];
                int* arrived = _arrived[(2 * segment.Layer) + (int)segment.Stream];
                for (int end = k + matrix.Active[i]; k < end; k++)
                    arrived[matrix.Rows[k] - segment.FirstRow] += ErrorFormat.FromProduct(_products[k], matrix.Scale);
            }

            _tally.Backward(matrix.Matrix, back);
        }

        Saturations += _kernels.Update(
            matrix, stepKey, UpdateRounding.Shift(matrix.RateShift + Learning.RateShift, matrix.Scale));
        _tally.Update(matrix.Matrix, matrix.Count);
    }

    /// <summary>
    /// Errors of R and C of a layer's cells. Zero where a cell is silent: the gate is shut, or nothing comes back through its
    /// row. So only active cells are visited.
    /// </summary>
    private void CellErrors(CpuMatrix soma, CpuMatrix apical, int layerAndStream)
    {
        int* arrived = _arrived[layerAndStream];
        ushort* remembered = _remembered[layerAndStream];
        new Span<short>(soma.Errors, _cells).Clear();
        new Span<short>(apical.Errors, _cells).Clear();
        int penalty = Learning.ActivityPenalty;
        int active = CellVectors.Collect(_outputs[layerAndStream], _cells, 0, _open, _openOutputs);
        for (int k = 0; k < active; k++)
        {
            int cell = _open[k];
            short error = _law.Error(arrived[cell], _openOutputs[k], penalty);
            if (error == 0) continue;
            _law.Derivatives(
                soma.Sums[cell], apical.Sums[cell], _law.HasMemory ? remembered[cell] : default, out short byR, out short byC);
            soma.Errors[cell] = ErrorFormat.Through(error, byR);
            apical.Errors[cell] = ErrorFormat.Through(error, byC);
        }
    }

    private void UpdateUniversal(NetworkDescription description)
    {
        int group = 0, perGroup = description.CellsPerGroup;
        foreach (short* outputs in _outputs)
        {
            for (int first = 0; first < _cells; first += perGroup, group++)
            {
                _universal[group] = UniversalSummary.Next(
                    _universal[group], CellVectors.SumOf(outputs + first, perGroup), perGroup, description.UniversalShift);
            }
        }
    }
}
