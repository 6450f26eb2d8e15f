using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Pipeline;

/// <summary>
/// Runs a network on a fabric for as long as that works. A step that fails there is done again on the processor, at once and
/// from the same state, and so are all that follow, while a thread of its own brings the fabric back; then the next step is
/// the fabric's again. So a fault costs one time-out, and no bit differs. Allocates nothing while nothing fails.
/// </summary>
/// <remarks>
/// The state comes back with every step. The weights are those that the fabric was given or that were last read from it: of
/// what it has learnt since, up to <see cref="StepsBetweenSnapshots"/> steps, a fault takes away. Used by one thread.
/// </remarks>
public sealed class FabricSupervisor : IEventEngine
{
    /// <summary>After so many training steps the weights are read back, so that no more learning can be lost.</summary>
    public const int StepsBetweenSnapshots = 256;

    internal const string PartName = "fabric";
    private const int GoodStepsThatForgive = 1000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly FabricEngine _fabric;
    private readonly CpuEngine _processor;
    private readonly IntegerNetwork _weights; // as last known; the recovering thread's while it recovers
    private readonly NetworkState _state;
    private readonly TimeSpan _firstPause;
    private readonly AutoResetEvent _failed = new(false);
    private readonly ManualResetEvent _ends = new(false);
    private readonly Thread _recovery;
    private readonly Lock _report = new();
    private Conditions? _conditions;
    private (string State, string Message)? _wrong;
    private volatile Mode _mode;
    private volatile bool _isUnwanted;
    private bool _processorIsBehind, _processorLearnt;
    private int _stepsSinceSnapshot, _goodSteps, _faultsInARow;
    private IntegerLearning _learning;

    /// <summary>Supervises a fabric that runs.</summary>
    /// <param name="fabric">Disposed with the supervisor.</param>
    /// <param name="network">The weights that it was given; copied.</param>
    /// <param name="firstPause">Before the second attempt to bring it back; doubles from there. Null for a second.</param>
    public FabricSupervisor(FabricEngine fabric, IntegerNetwork network, TimeSpan? firstPause = null)
    {
        _fabric = fabric;
        _weights = network.Clone();
        _processor = new CpuEngine(network);
        _state = new NetworkState(network.Topology);
        _learning = fabric.Learning;
        _firstPause = firstPause ?? TimeSpan.FromSeconds(1);
        _recovery = new Thread(Recover) { Name = "onboard fabric recovery", IsBackground = true };
        _recovery.Start();
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

    /// <summary>Faults so far.</summary>
    public long Faults { get; private set; }

    /// <inheritdoc/>
    public EventCounts Counts => _fabric.Counts + _processor.Counts;

    /// <inheritdoc/>
    public long Saturations => _fabric.Saturations + _processor.Saturations;

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
    public void ReportTo(Conditions conditions)
    {
        lock (_report)
        {
            _conditions = conditions;
            if (_wrong is var (state, message)) conditions.Raise(PartName, state, message);
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        if (UseFabric())
        {
            try
            {
                _fabric.Reset();
                return;
            }
            catch (OnBoardException error)
            {
                Fall(error);
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
    public void ReadState(NetworkState state) => Current.ReadState(state);

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        if (UseFabric())
        {
            try
            {
                _fabric.WriteState(state);
                return;
            }
            catch (OnBoardException error)
            {
                Fall(error);
            }
        }

        _processor.WriteState(state);
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        if (UseFabric() && TakeSnapshot()) network.CopyFrom(_weights);
        else _processor.ReadWeights(network);
    }

    /// <inheritdoc/>
    public void WriteWeights(IntegerNetwork network)
    {
        _processor.WriteWeights(network);
        _processorIsBehind = false;
        if (UseFabric())
        {
            _weights.CopyFrom(network);
            _stepsSinceSnapshot = 0;
            try
            {
                _fabric.WriteWeights(network);
                return;
            }
            catch (OnBoardException error)
            {
                Fall(error);
            }
        }
        else
        {
            _processorLearnt = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Set();
        _recovery.Join();
        _fabric.Dispose();
        _processor.Dispose();
        _failed.Dispose();
        _ends.Dispose();
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
                _fabric.ForwardFrames(frames, audio, video, gains);
                WentWell(frames);
                return;
            }
            catch (OnBoardException error)
            {
                Fall(error);
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
                _fabric.TrainFrames(frames, audio, video, targets, gains);
                WentWell(frames);
                _processorIsBehind = true;
                _stepsSinceSnapshot += frames;
                if (_stepsSinceSnapshot >= StepsBetweenSnapshots) TakeSnapshot();
                return;
            }
            catch (OnBoardException error)
            {
                Fall(error);
            }
        }

        ((IEventEngine)_processor).TrainFrames(frames, audio, video, targets, gains);
        _processorLearnt = true;
    }

    /// <summary>Whether the next call is the fabric's; takes it back into service where it is well again.</summary>
    private bool UseFabric()
    {
        if (_mode == Mode.OnFabric && _isUnwanted) StepAside();
        if (_mode == Mode.OnProcessor || _isUnwanted) return false;
        if (_mode == Mode.OnFabric) return true;
        try
        {
            _processor.ReadState(_state);
            if (_processorLearnt)
            {
                _processor.ReadWeights(_weights);
                _fabric.WriteWeights(_weights);
            }

            _fabric.WriteState(_state);
        }
        catch (OnBoardException error)
        {
            Fall(error, _state);
            return false;
        }

        _processorLearnt = false;
        _mode = Mode.OnFabric;
        IsOnFabric = true;
        return true;
    }

    /// <summary>Goes over to the processor because somebody wants that; the fabric could go on.</summary>
    private void StepAside()
    {
        if (_processorIsBehind)
        {
            if (!TakeSnapshot()) return;
            _processor.WriteWeights(_weights);
        }

        _fabric.ReadState(_state);
        _processor.WriteState(_state);
        _processorIsBehind = false;
        IsOnFabric = false;
        _mode = Mode.FabricIsBack;
    }

    /// <summary>Goes over to the processor, in the state before the step that failed.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="state">That state; null for the one that the fabric told last.</param>
    private void Fall(OnBoardException error, NetworkState? state = null)
    {
        if (_processorIsBehind) _processor.WriteWeights(_weights);
        if (state is null) _fabric.ReadState(_state);
        _processor.WriteState(_state);
        _processorIsBehind = false;
        int lost = _stepsSinceSnapshot;
        _stepsSinceSnapshot = 0;
        _goodSteps = 0;
        _faultsInARow++;
        IsOnFabric = false;
        Faults++;
        _mode = Mode.OnProcessor;
        string learning = lost == 0 ? "" : $"; the last {lost} steps of learning are lost";
        Raise(
            "fabric failed, running on the processor",
            $"fabric failed: {error.Subject}: {error.Cause}; the processor goes on from the same state{learning}");
        _failed.Set();
    }

    /// <summary>Reads the weights back from the fabric.</summary>
    /// <returns>False where it failed at that.</returns>
    private bool TakeSnapshot()
    {
        try
        {
            _fabric.ReadWeights(_weights);
            _stepsSinceSnapshot = 0;
            return true;
        }
        catch (OnBoardException error)
        {
            Fall(error);
            return false;
        }
    }

    private void WentWell(int frames)
    {
        _goodSteps = Math.Min(_goodSteps + frames, GoodStepsThatForgive);
        if (_goodSteps == GoodStepsThatForgive) _faultsInARow = 0;
    }

    private void Recover()
    {
        NetworkState empty = new(Topology);
        WaitHandle[] failedOrEnds = [_failed, _ends];
        while (WaitHandle.WaitAny(failedOrEnds) == 0)
        {
            // A fabric that keeps failing is given longer and longer rests.
            for (int attempt = Math.Max(0, _faultsInARow - 1); ; attempt++)
            {
                if (_ends.WaitOne(Pause(attempt))) return;
                try
                {
                    FabricRecovery helped = _fabric.Recover(_weights, empty);
                    _mode = Mode.FabricIsBack;
                    Clear(helped == FabricRecovery.SoftReset
                        ? "fabric is back after a soft reset"
                        : "fabric is back after its logic was loaded anew");
                    break;
                }
                catch (OnBoardException error)
                {
                    Raise(
                        "fabric out of order, running on the processor",
                        FormattableString.Invariant(
                            $"fabric does not come back: {error.Cause}; tried again in {Pause(attempt + 1).TotalSeconds:0.#} s"));
                }
            }
        }
    }

    private TimeSpan Pause(int attempt) => attempt == 0
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, _firstPause.Ticks << Math.Min(attempt - 1, 20)));

    private void Raise(string state, string message)
    {
        lock (_report)
        {
            _wrong = (state, message);
            _conditions?.Raise(PartName, state, message);
        }
    }

    private void Clear(string message)
    {
        lock (_report)
        {
            _wrong = null;
            _conditions?.Clear(PartName, message);
        }
    }
}
