using OnBoard.Drivers;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Runs a network on a fabric for as long as that works. A step that fails there is done again on the processor, at once and
/// from the same state, and so are all that follow, while a thread of its own brings the fabric back; then the next step is
/// the fabric's again. So a fault costs one time-out, and no bit differs. Allocates nothing while nothing fails.
/// </summary>
/// <remarks>
/// The state comes back with one step of <see cref="StepsBetweenStates"/>; the inputs since are kept, and where the fabric fails
/// the processor runs them again before the step that failed, so it goes on from the state that the fabric had. The weights are
/// those that the fabric was given or that were last read from it: of what it has learnt since, up to
/// <see cref="StepsBetweenSnapshots"/> steps, a fault takes away. Used by one thread.
/// </remarks>
public sealed class FabricSupervisor : IEventEngine
{
    /// <summary>After so many training steps the weights are read back, so that no more learning can be lost.</summary>
    public const int StepsBetweenSnapshots = 256;

    /// <summary>
    /// The state comes back with one step of so many: reporting it costs a tenth and more of a step. So many steps less one does the
    /// processor at most beside the step that failed.
    /// </summary>
    public const int StepsBetweenStates = 8;

    private const int GoodStepsThatForgive = 1000;

    private readonly FabricEngine _fabric;
    private readonly CpuEngine _processor;
    private readonly SupervisedWeights _weights;
    private readonly FabricRepair _repair;
    private readonly FabricGate _gate = new();
    private readonly NetworkState _state;
    private readonly short[] _heard, _seen, _unheard; // inputs of the steps since the state that is known; gains nobody wants
    private int _since; // steps
    private bool _stateIsOurs; // the state that is known is in _state, not the one that the fabric reported last
    private EventCounts _again; // of steps that the processor ran again
    private OnBoardException? _faultInTraining;
    private CpuEngine? _posted, _returned;
    private volatile Mode _mode;
    private volatile bool _isUnwanted;
    private int _goodSteps, _faultsInARow;
    private IntegerLearning _learning;

    /// <summary>Supervises a fabric that runs.</summary>
    /// <param name="fabric">Disposed with the supervisor, and also where this fails.</param>
    /// <param name="network">The weights that it was given; copied.</param>
    /// <param name="firstPause">Before the second attempt to bring it back; doubles from there. Null for a second.</param>
    public FabricSupervisor(FabricEngine fabric, IntegerNetwork network, TimeSpan? firstPause = null)
    {
        try
        {
            _fabric = fabric;
            _processor = new CpuEngine(network);
            _weights = new SupervisedWeights(fabric, _processor, network);
            _state = new NetworkState(network.Topology);
            NetworkDescription description = network.Topology.Description;
            _heard = new short[StepsBetweenStates * description.AudioInputs];
            _seen = new short[StepsBetweenStates * description.VideoInputs];
            _unheard = new short[description.Outputs];
            _learning = fabric.Learning;
            _repair = new FabricRepair(fabric, _weights.TakeForFabric, firstPause ?? TimeSpan.FromSeconds(1), () =>
            {
                _mode = Mode.FabricIsBack;
                _gate.Open();
            });
        }
        catch
        {
            _processor?.Dispose();
            fabric.Dispose();
            throw;
        }
    }

    private enum Mode
    {
        OnFabric,
        OnProcessor,
        FabricIsBack,
    }

    /// <inheritdoc/>
    public string Name => _fabric.Name;

    /// <inheritdoc/>
    public NetworkTopology Topology => _fabric.Topology;

    /// <summary>
    /// Whether the fabric is to run the network. Where it is not, the processor does, from the same state and with the same
    /// bits, from the next step on. Any thread.
    /// </summary>
    public bool IsWanted
    {
        get => !_isUnwanted;
        set => _isUnwanted = !value;
    }

    /// <summary>Whether the last step ran on the fabric.</summary>
    public bool IsOnFabric { get; private set; } = true;

    /// <summary>
    /// Steps that the processor did, from the same state and with the same bits, because a training job did not let them to the
    /// fabric in time.
    /// </summary>
    public long StepsKeptOut { get; private set; }

    /// <summary>The longest that a step has waited for a training job.</summary>
    public TimeSpan MaxWait => TimeSpan.FromMicroseconds(_gate.MaxWait / 1000.0);

    /// <summary>The fabric.</summary>
    internal FabricEngine Fabric => _fabric;

    /// <summary>Who may use it.</summary>
    internal FabricGate Gate => _gate;

    /// <summary>The weights in use.</summary>
    internal SupervisedWeights Weights => _weights;

    /// <summary>Faults so far.</summary>
    public long Faults { get; private set; }

    /// <inheritdoc/>
    public EventCounts Counts => _fabric.Counts + _processor.Counts - _again;

    /// <inheritdoc/>
    public long Saturations => _fabric.Saturations + _processor.Saturations;

    /// <inheritdoc/>
    public bool TrainsSelectively => _fabric.TrainsSelectively;

    /// <inheritdoc/>
    public IntegerLearning Learning
    {
        get => _learning;
        set
        {
            _fabric.Learning = value;
            _processor.Learning = value;
            _learning = value;
        }
    }

    private IEventEngine Current => IsOnFabric ? _fabric : _processor;

    /// <summary>Says what is wrong, now and from now on.</summary>
    /// <param name="failed">Receives a few words for a status, and the whole story; on the thread it happens on.</param>
    /// <param name="mended">Receives what brought the fabric back.</param>
    public void ReportTo(Action<string, string> failed, Action<string> mended) => _repair.ReportTo(failed, mended);

    /// <inheritdoc/>
    public void Reset()
    {
        if (UseFabric())
        {
            try
            {
                _fabric.Reset();
                _gate.Leave();
                FabricReportedState();
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        _processor.Reset();
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains) =>
        ForwardFrames(1, audio, video, gains);

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
        TrainFrames(1, audio, video, targets, gains);

    /// <inheritdoc/>
    public void ForwardFrames(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        for (int first = 0, count; first < frames; first += count)
        {
            count = Math.Min(frames - first, _fabric.FramesPerJob);
            ForwardPart(
                count, Part(audio, first, count, description.AudioInputs), Part(video, first, count, description.VideoInputs),
                gains.Slice(first * description.Outputs, count * description.Outputs));
        }
    }

    /// <inheritdoc/>
    public void TrainFrames(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        NetworkDescription description = Topology.Description;
        for (int first = 0, count; first < frames; first += count)
        {
            count = Math.Min(frames - first, _fabric.FramesPerJob);
            TrainPart(
                count, Part(audio, first, count, description.AudioInputs), Part(video, first, count, description.VideoInputs),
                Part(targets, first, count, description.Outputs),
                gains.Slice(first * description.Outputs, count * description.Outputs));
        }
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) => Current.ActiveCells(stream, layer);

    /// <inheritdoc/>
    public void ReadState(NetworkState state)
    {
        if (!IsOnFabric)
        {
            _processor.ReadState(state);
            return;
        }

        CatchUp();
        state.CopyFrom(_state);
    }

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        if (UseFabric())
        {
            try
            {
                _fabric.WriteState(state);
                _gate.Leave();
                FabricReportedState();
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        _processor.WriteState(state);
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        if (UseFabric() && ReadFabricWeights())
        {
            _gate.Leave();
            network.CopyFrom(_weights.Known);
        }
        else
        {
            _processor.ReadWeights(network);
        }
    }

    /// <inheritdoc/>
    public void WriteWeights(IntegerNetwork network)
    {
        if (IsOnFabric) CatchUp(); // with the weights that the steps since were made with
        _weights.WriteProcessor(network);
        if (UseFabric())
        {
            try
            {
                _weights.WriteFabric(network);
                _gate.Leave();
                FabricReportedState();
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }
        else
        {
            _weights.ProcessorTrained();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.End();
        _repair.Dispose();
        _fabric.Dispose();
        _processor.Dispose();
    }

    private static ReadOnlySpan<short> Part(ReadOnlySpan<short> frames, int first, int count, int length) =>
        frames.Slice(first * length, count * length);

    /// <summary>Frames of one job: where it fails, all of them are done again.</summary>
    private void ForwardPart(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        if (UseFabric())
        {
            try
            {
                _fabric.ReportsState = _since + frames >= StepsBetweenStates || _weights.ProcessorIsBehind;
                _fabric.ForwardFrames(frames, audio, video, gains);
                _gate.Leave();
                Remember(frames, audio, video);
                WentWell(frames);
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        ((IEventEngine)_processor).ForwardFrames(frames, audio, video, gains);
    }

    private void TrainPart(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        if (UseFabric())
        {
            try
            {
                _fabric.ReportsState = true;
                _fabric.TrainFrames(frames, audio, video, targets, gains);
                FabricReportedState();
                WentWell(frames);
                _weights.FabricTrained(frames);
                if (_weights.IsDue && !ReadFabricWeights()) return;
                _gate.Leave();
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        ((IEventEngine)_processor).TrainFrames(frames, audio, video, targets, gains);
        _weights.ProcessorTrained();
    }

    /// <summary>
    /// Whether the next call is the fabric's, which is the caller's then until he leaves the gate or fails over; takes it back into
    /// service where it is well again.
    /// </summary>
    private bool UseFabric()
    {
        TakeStandby();
        if (Interlocked.Exchange(ref _faultInTraining, null) is { } fault && _mode != Mode.OnProcessor) FailOver(fault);
        if (_mode == Mode.OnProcessor || (_isUnwanted && _mode != Mode.OnFabric)) return false;
        if (!_gate.TryEnterForSteps(_fabric.Timing.Wait))
        {
            KeptOut();
            return false;
        }

        TakeStandby(); // what was taken over while this waited

        if (_isUnwanted)
        {
            if (StepAside()) _gate.Leave();
            return false;
        }

        if (_mode == Mode.OnFabric) return true;
        if (_weights.FabricIsBehind)
        {
            // It was brought back with the weights before: who trains brings it those in use.
            _gate.Leave();
            return false;
        }

        try
        {
            _processor.ReadState(_state);
            _weights.GiveBack();
            _fabric.WriteState(_state);
        }
        catch (OnBoardException error)
        {
            FailOver(error);
            return false;
        }

        _weights.WereGivenBack();
        FabricReportedState();
        _mode = Mode.OnFabric;
        IsOnFabric = true;
        return true;
    }

    /// <summary>What training found wrong with the fabric; the thread of the steps fails over when it comes to that. Any thread.</summary>
    internal void ReportFaultInTraining(OnBoardException error) => Volatile.Write(ref _faultInTraining, error);

    /// <summary>Trains the same network beside this one, on the fabric where that can be, otherwise on the processor.</summary>
    /// <param name="weights">The weights to start from; copied.</param>
    /// <exception cref="BadInputException">This fabric cannot train: says what it lacks.</exception>
    public FabricTrainer CreateTrainer(IntegerNetwork weights)
    {
        if (_fabric.LacksTraining is { } lack)
        {
            throw new BadInputException(
                _fabric.Name, $"cannot train while it runs the network: {lack}", "Training goes on on the processor");
        }

        _returned ??= new CpuEngine(weights);
        return new FabricTrainer(this, weights);
    }

    /// <summary>Gives weights to an engine that <see cref="TakeOver"/> puts in the place of the processor's. The thread that trains.</summary>
    internal CpuEngine Prepare(IntegerNetwork weights)
    {
        CpuEngine? engine;

        // The thread of the steps has it for as long as an exchange of two references takes.
        while ((engine = Interlocked.Exchange(ref _returned, null) ?? Interlocked.Exchange(ref _posted, null)) is null) Thread.Yield();
        engine.WriteWeights(weights);
        return engine;
    }

    /// <summary>Other weights are in use from now on; on the processor from the next step on. The thread that trains.</summary>
    /// <param name="weights">The weights; copied.</param>
    /// <param name="prepared">Of <see cref="Prepare"/>, for the same weights.</param>
    /// <param name="onFabric">Whether the fabric has them already.</param>
    internal void TakeOver(IntegerNetwork weights, CpuEngine prepared, bool onFabric)
    {
        _weights.TakeOver(weights, onFabric);
        Volatile.Write(ref _posted, prepared);
    }

    /// <summary>The processor takes what was taken over since.</summary>
    private void TakeStandby()
    {
        if (Volatile.Read(ref _posted) is null || Interlocked.Exchange(ref _posted, null) is not { } prepared) return;
        if (IsOnFabric) CatchUp(); // with the weights that the steps since were made with
        _processor.ExchangeWeights(prepared);
        Volatile.Write(ref _returned, prepared);
    }

    /// <summary>Goes over to the processor because somebody wants that; the fabric could go on.</summary>
    /// <returns>False where the fabric failed at that.</returns>
    private bool StepAside()
    {
        if (_weights.ProcessorIsBehind)
        {
            if (!ReadFabricWeights()) return false;
            _weights.FailOver();
        }

        GoToProcessor();
        return true;
    }

    private void GoToProcessor()
    {
        CatchUp();
        _processor.WriteState(_state);
        IsOnFabric = false;
        _mode = Mode.FabricIsBack;
    }

    /// <summary>Keeps what a step on the fabric heard and saw, where it did not bring the state along.</summary>
    private void Remember(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video)
    {
        if (_fabric.KnowsState)
        {
            FabricReportedState();
            return;
        }

        audio.CopyTo(_heard.AsSpan(_since * Topology.Description.AudioInputs));
        video.CopyTo(_seen.AsSpan(_since * Topology.Description.VideoInputs));
        _since += frames;
    }

    private void FabricReportedState()
    {
        _since = 0;
        _stateIsOurs = false;
    }

    /// <summary>
    /// Brings the state after the last step on the fabric: the processor runs the steps since the last that is known. Afterwards
    /// this is the state that is known.
    /// </summary>
    private void CatchUp()
    {
        if (_since == 0 && _stateIsOurs) return;
        if (!_stateIsOurs) _fabric.ReadLastState(_state);
        _stateIsOurs = true;
        if (_since == 0) return;
        NetworkDescription description = Topology.Description;
        EventCounts before = _processor.Counts;
        _processor.WriteState(_state);
        for (int step = 0; step < _since; step++)
        {
            _processor.Forward(
                Part(_heard, step, 1, description.AudioInputs), Part(_seen, step, 1, description.VideoInputs), _unheard);
        }

        _processor.ReadState(_state);
        _again += _processor.Counts - before;
        _since = 0;
    }

    /// <summary>Training is in the fabric and did not leave in time: this step is the processor's.</summary>
    private void KeptOut()
    {
        StepsKeptOut++;
        if (_mode == Mode.OnFabric) GoToProcessor();
    }

    /// <summary>Fails over to the processor, in the state before the step that failed.</summary>
    /// <param name="error">What happened.</param>
    private void FailOver(OnBoardException error)
    {
        _gate.Close();
        int lost = _weights.FailOver();
        if (IsOnFabric)
        {
            CatchUp();
            _processor.WriteState(_state);
        }

        _goodSteps = 0;
        _faultsInARow++;
        IsOnFabric = false;
        Faults++;
        _mode = Mode.OnProcessor;
        string learning = lost == 0 ? "" : $"; the last {lost} steps of learning are lost";
        _repair.Begin(
            _faultsInARow, "fabric failed, running on the processor",
            $"fabric failed: {error.Subject}: {error.Cause}; the processor goes on from the same state{learning}");
    }

    /// <summary>Reads the weights back from the fabric.</summary>
    /// <returns>False where it failed at that.</returns>
    private bool ReadFabricWeights()
    {
        try
        {
            _weights.ReadFabric();
            return true;
        }
        catch (OnBoardException error)
        {
            FailOver(error);
            return false;
        }
    }

    private void WentWell(int frames)
    {
        _goodSteps = Math.Min(_goodSteps + frames, GoodStepsThatForgive);
        if (_goodSteps == GoodStepsThatForgive) _faultsInARow = 0;
    }
}
