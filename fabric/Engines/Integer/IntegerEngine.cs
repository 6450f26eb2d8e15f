using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Integer;

/// <summary>
/// The definition of the network in integers: plain loops over <see cref="Arithmetic"/>, meant to be read. Every other
/// integer engine, in software or in logic, reproduces its bits and its event counts.
/// </summary>
/// <remarks>
/// It makes every sum anew from the values that the sources have sent last (<see cref="SendOnChange"/>). Events are counted as
/// an engine has them that keeps its sums where the network sends on change: forward, a source counts that has sent; while
/// errors go back and weights change, one whose value held is not zero. The first step after a reset, other weights or another
/// state has no sums to go on from, and counts every value held that is not zero.
/// </remarks>
public sealed class IntegerEngine : IEventEngine
{
    private readonly IntegerNetwork _network;
    private readonly IntegerLaw _law;
    private readonly NetworkState _state;
    private readonly EventTally _tally = new();
    private readonly short[] _audio, _video, _universal; // what inputs and summary have sent
    private readonly short[][] _events; // by matrix: what its rows heard at this step
    private readonly short[][] _sums; // by matrix: R, C or z of its columns
    private readonly short[][] _errors; // by matrix: errors of its columns
    private readonly int[][] _cellErrors; // by layer and stream: what came back to its cells
    private readonly ushort[][] _remembered; // by layer and stream: what its cells remembered before the step
    private readonly int[] _accumulators;
    private bool _goesOn; // the step before was of these weights and of this utterance

    /// <param name="network">The weights; copied.</param>
    /// <exception cref="Drivers.BadInputException">A sum of this network could overflow.</exception>
    public IntegerEngine(IntegerNetwork network)
    {
        OverflowBound.Require(network, network.Topology.Description.Name);
        _network = network.Clone();
        _law = new IntegerLaw(Topology.Description.Law);
        _state = new NetworkState(Topology);
        NetworkDescription description = Topology.Description;
        _audio = description.SendsOnChange ? _state.SentAudio : new short[description.AudioInputs];
        _video = description.SendsOnChange ? _state.SentVideo : new short[description.VideoInputs];
        _universal = description.SendsOnChange ? _state.SentUniversal : new short[description.UniversalLength];
        _events = [.. Topology.Matrices.Select(matrix => new short[matrix.Rows])];
        _sums = [.. Topology.Matrices.Select(matrix => new short[matrix.Columns])];
        _errors = [.. Topology.Matrices.Select(matrix => new short[matrix.Columns])];
        _cellErrors = [.. _state.Outputs.Select(outputs => new int[outputs.Length])];
        _remembered = [.. _state.Memories.Select(memories => new ushort[memories.Length])];
        _accumulators = new int[Topology.Matrices.Max(matrix => matrix.Columns)];
    }

    /// <inheritdoc/>
    public string Name => "integer";

    /// <inheritdoc/>
    public NetworkTopology Topology => _network.Topology;

    /// <summary>
    /// Whether the first layers' receptive sums are kept from step to step, though the network sends always: an input that
    /// stays what it was costs no event, as its row is read only to add the change (the delta network of Neil et al.,
    /// arXiv:1612.05571). The same bits. Where a network sends on change all sums are kept.
    /// </summary>
    public bool KeepsInputSums { get; init; }

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

    /// <inheritdoc/>
    public void Reset()
    {
        _state.Clear();
        _goesOn = false;
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        int threshold = Topology.Description.SendThreshold;
        for (int i = 0; i < _audio.Length; i++) _audio[i] = SendOnChange.Next(_audio[i], audio[i], threshold);
        for (int i = 0; i < _video.Length; i++) _video[i] = SendOnChange.Next(_video[i], video[i], threshold);
        for (int i = 0; i < _universal.Length; i++)
            _universal[i] = SendOnChange.Next(_universal[i], UniversalSummary.ToEvent(_state.Universal[i]), threshold);

        for (int layer = 0; layer < Topology.Description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                // Its cells' own sources, the proximal context, are heard as they sent at the step before.
                short[] r = Sum(Topology.SomaOf(stream, layer)), c = Sum(Topology.ApicalOf(stream, layer));
                Speak(r, c, (2 * layer) + (int)stream);
                byte[] outputs = _state.OutputsOf(stream, layer), sent = _state.Sent[(2 * layer) + (int)stream];
                for (int cell = 0; cell < sent.Length; cell++)
                    sent[cell] = (byte)SendOnChange.Next(sent[cell], outputs[cell], threshold);
            }
        }

        short[] z = Sum(Topology.Readout);
        for (int output = 0; output < z.Length; output++) gains[output] = MaskFormat.FromSum(z[output]);
        UpdateUniversal();
        _tally.Step();
        _goesOn = true;
    }

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        Forward(audio, video, gains);
        foreach (int[] errors in _cellErrors) errors.AsSpan().Clear();

        short[] readoutErrors = _errors[Topology.Readout.Index];
        for (int output = 0; output < readoutErrors.Length; output++)
            readoutErrors[output] = TargetFormat.Error(gains[output], targets[output]);
        SendBack(Topology.Readout);

        for (int layer = Topology.Description.Layers - 1; layer >= 0; layer--)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = Topology.SomaOf(stream, layer), apical = Topology.ApicalOf(stream, layer);
                byte[] outputs = _state.OutputsOf(stream, layer);
                int[] arrived = _cellErrors[(2 * layer) + (int)stream];
                ushort[] remembered = _remembered[(2 * layer) + (int)stream];
                for (int cell = 0; cell < outputs.Length; cell++)
                {
                    short error = _law.Error(arrived[cell], outputs[cell], Learning.ActivityPenalty);
                    _law.Derivatives(
                        _sums[soma.Index][cell], _sums[apical.Index][cell], _law.HasMemory ? remembered[cell] : default,
                        out short byR, out short byC);
                    _errors[soma.Index][cell] = ErrorFormat.Through(error, byR);
                    _errors[apical.Index][cell] = ErrorFormat.Through(error, byC);
                }

                SendBack(soma);
                SendBack(apical);
            }
        }

        uint stepKey = UpdateRounding.StepKey(Learning.Seed, _state.Step++);
        foreach (SynapseMatrix matrix in Topology.Matrices) Update(matrix, stepKey);
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => _state.OutputsOf(stream, layer).Count(output => output != 0);

    /// <inheritdoc/>
    public void ReadState(NetworkState state) => state.CopyFrom(_state);

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        _state.CopyFrom(state);
        _goesOn = false;
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network) => network.CopyFrom(_network);

    /// <inheritdoc/>
    public void WriteWeights(IntegerNetwork network)
    {
        _network.CopyFrom(network);
        _goesOn = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>The sums of a matrix's columns: events of its rows times weights, rounded to Q.10.</summary>
    private short[] Sum(SynapseMatrix matrix)
    {
        short[] weights = _network.Weights[matrix.Index], events = _events[matrix.Index], sums = _sums[matrix.Index];
        Span<int> accumulators = _accumulators.AsSpan(0, matrix.Columns);
        accumulators.Clear();
        bool countsChanges = _goesOn && (Topology.Description.SendsOnChange || (KeepsInputSums && HearsInputs(matrix)));
        for (int run = 0; run < matrix.Segments.Count; run++)
        {
            // By index: an enumerator would be an allocation at each step.
            SynapseSegment segment = matrix.Segments[run];
            int counted = 0;
            for (int i = 0; i < segment.Rows; i++)
            {
                int row = segment.FirstRow + i;
                short value = Event(segment, i);
                if (value != (countsChanges ? events[row] : 0)) counted++;
                events[row] = value;
                if (value == 0) continue;
                for (int column = 0; column < matrix.Columns; column++)
                    accumulators[column] = unchecked(accumulators[column] + (value * weights[(row * matrix.Columns) + column]));
            }

            _tally.Forward(matrix, segment, counted);
        }

        int scale = _network.Scales[matrix.Index];
        for (int column = 0; column < sums.Length; column++)
            sums[column] = SumFormat.FromAccumulator(accumulators[column], scale);
        return sums;
    }

    /// <summary>The outputs of a layer's cells, and what they remember.</summary>
    private void Speak(short[] r, short[] c, int layerAndStream)
    {
        byte[] outputs = _state.Outputs[layerAndStream];
        if (!_law.HasMemory)
        {
            for (int cell = 0; cell < outputs.Length; cell++) outputs[cell] = _law.Output(r[cell], c[cell]);
            return;
        }

        ushort[] memories = _state.Memories[layerAndStream];
        memories.CopyTo(_remembered[layerAndStream], 0);
        for (int cell = 0; cell < outputs.Length; cell++)
        {
            memories[cell] = GatedMemory.Next(memories[cell], r[cell], c[cell]);
            outputs[cell] = EventFormat.FromFine(memories[cell]);
        }
    }

    private bool HearsInputs(SynapseMatrix matrix) =>
        matrix == Topology.SomaOf(StreamName.Audio, 0) || matrix == Topology.SomaOf(StreamName.Video, 0);

    private short Event(SynapseSegment segment, int index) => segment.Source switch
    {
        EventSource.AudioInput => _audio[index],
        EventSource.VideoInput => _video[index],
        EventSource.Universal => _universal[index],
        EventSource.One => EventFormat.One,
        _ => _state.Sent[(2 * segment.Layer) + (int)segment.Stream][index],
    };

    /// <summary>Carries a matrix's errors to the cells of this step that feed it loudly enough: one dot product per row.</summary>
    private void SendBack(SynapseMatrix matrix)
    {
        short[] weights = _network.Weights[matrix.Index], events = _events[matrix.Index], errors = _errors[matrix.Index];
        int scale = _network.Scales[matrix.Index], min = Math.Max(1, Learning.BackwardThreshold);
        foreach (SynapseSegment segment in matrix.Segments)
        {
            if (segment.Source != EventSource.Layer) continue;
            int[] arrived = _cellErrors[(2 * segment.Layer) + (int)segment.Stream];
            int active = 0;
            for (int cell = 0; cell < segment.Rows; cell++)
            {
                int row = segment.FirstRow + cell;
                if (events[row] < min) continue;
                active++;
                int product = 0;
                for (int column = 0; column < matrix.Columns; column++)
                    product = unchecked(product + (errors[column] * weights[(row * matrix.Columns) + column]));
                arrived[cell] += ErrorFormat.FromProduct(product, scale);
            }

            _tally.Backward(matrix, active);
        }
    }

    /// <summary>Moves the weights of every row against the errors whose event is large enough.</summary>
    private void Update(SynapseMatrix matrix, uint stepKey)
    {
        short[] weights = _network.Weights[matrix.Index], events = _events[matrix.Index], errors = _errors[matrix.Index];
        int shift = UpdateRounding.Shift(
            _network.RateShifts[matrix.Index] + Learning.RateShift, _network.Scales[matrix.Index]);
        int active = 0, min = Math.Max(1, Learning.UpdateThreshold);
        for (int row = 0; row < matrix.Rows; row++)
        {
            if (Math.Abs(events[row]) < min) continue;
            active++;
            uint rowKey = UpdateRounding.RowKey(stepKey, matrix.Index, row);
            for (int column = 0; column < matrix.Columns; column++)
            {
                ref short weight = ref weights[(row * matrix.Columns) + column];
                int changed = weight - UpdateRounding.Delta(
                    errors[column] * events[row], shift, UpdateRounding.Draw(rowKey, column));
                weight = FixedPoint.Saturate16(changed);
                if (weight != changed) Saturations++;
            }
        }

        _tally.Update(matrix, active);
    }

    private void UpdateUniversal()
    {
        NetworkDescription description = Topology.Description;
        if (!description.Universal) return;
        int group = 0, perGroup = description.CellsPerGroup;
        foreach (byte[] outputs in _state.Outputs)
        {
            for (int first = 0; first < outputs.Length; first += perGroup, group++)
            {
                int sum = 0;
                for (int cell = first; cell < first + perGroup; cell++) sum += outputs[cell];
                _state.Universal[group] =
                    UniversalSummary.Next(_state.Universal[group], sum, perGroup, description.UniversalShift);
            }
        }
    }
}
