using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Trains a second network on a fabric that runs the same network live: in short jobs between the steps, which go first. What a
/// fault takes with it is done again on the processor, from the weights that were read last and the frames since, so that no step is
/// lost and no bit differs; when the fabric is back training goes on there. Weights that are to be used change places with those in
/// use: <see cref="TakeOver"/>. Used by one thread, which is not that of the steps; allocates nothing while nothing fails.
/// </summary>
public sealed class FabricTrainer : IEventEngine
{
    /// <summary>After so many steps at most the weights are read back: no more has to be done again after a fault.</summary>
    public const int StepsBetweenSnapshots = 256;

    private const int PieceBytes = 32 * 1024;

    private readonly FabricSupervisor _supervisor;
    private readonly FabricEngine _fabric;
    private readonly FabricNetwork _network;
    private readonly CpuEngine _processor;
    private IntegerNetwork _snapshot; // in training, before the frames that are kept
    private NetworkState _snapshotState;
    private IntegerNetwork _spare; // what is being read: half of it is nothing to go on from
    private NetworkState _spareState;
    private readonly NetworkDescription _description;
    private readonly int _rowsPerPiece;
    private readonly short[] _audio, _video, _targets, _gains; // frames since the snapshot
    private int _kept;
    private EventCounts _counts, _snapshotCounts;
    private long _saturations, _snapshotSaturations;
    private int _generation = -1;
    private bool _isOnFabric;
    private long _frameTime; // ns, of the slowest job lately

    /// <param name="supervisor">Runs the network in use.</param>
    /// <param name="weights">The weights to start from; copied.</param>
    internal FabricTrainer(FabricSupervisor supervisor, IntegerNetwork weights)
    {
        _supervisor = supervisor;
        _fabric = supervisor.Fabric;
        _network = _fabric.InTraining!;
        _description = weights.Topology.Description;
        _processor = new CpuEngine(weights);
        _snapshot = weights.Clone();
        _snapshotState = new NetworkState(weights.Topology);
        _spare = weights.Clone();
        _spareState = new NetworkState(weights.Topology);
        _rowsPerPiece = Math.Max(1, PieceBytes / weights.Topology.Matrices.Max(NetworkImage.RowBytes));
        _audio = new short[StepsBetweenSnapshots * _description.AudioInputs];
        _video = new short[StepsBetweenSnapshots * _description.VideoInputs];
        _targets = new short[StepsBetweenSnapshots * _description.Outputs];
        _gains = new short[_targets.Length];
    }

    /// <inheritdoc/>
    public string Name => _fabric.Name;

    /// <inheritdoc/>
    public NetworkTopology Topology => _fabric.Topology;

    /// <inheritdoc/>
    public EventCounts Counts => _counts;

    /// <inheritdoc/>
    public long Saturations => _saturations;

    /// <summary>Whether the last step was the fabric's.</summary>
    public bool IsOnFabric => _isOnFabric;

    /// <summary>Training steps of the fabric.</summary>
    public long StepsOnFabric => CountsOnFabric.Steps;

    /// <summary>Training steps of the processor: while the fabric was away, and those that were done again.</summary>
    public long StepsOnProcessor => CountsOnProcessor.Steps;

    /// <summary>Events of the fabric's training steps, of those too that a fault took.</summary>
    public EventCounts CountsOnFabric { get; private set; }

    /// <summary>Events of the processor's training steps.</summary>
    public EventCounts CountsOnProcessor { get; private set; }

    /// <summary>Steps that were done again on the processor because a fault took them.</summary>
    public long StepsDoneAgain { get; private set; }

    /// <summary>How often weights were put in use by an exchange within the fabric.</summary>
    public long Flips { get; private set; }

    /// <inheritdoc/>
    public bool TrainsSelectively => _network.Capabilities.TrainsSelectively;

    /// <inheritdoc/>
    public IntegerLearning Learning
    {
        get => _processor.Learning;
        set
        {
            // What is kept was learned as before: it must not be done again otherwise.
            Snapshot();
            _network.Learning = value;
            _processor.Learning = value;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Snapshot();
        if (Enter())
        {
            try
            {
                _network.ClearState();
                _network.FetchState();
                _network.Memory.State.Read(_network.Memory.LastState, _snapshotState);
                _supervisor.Gate.Leave();
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
    public void Forward(ReadOnlySpan<short> audio, ReadOnlySpan<short> video, Span<short> gains)
    {
        // Not what a trainer is for: it is not kept, but what it leaves in the state is read back at once.
        Snapshot();
        if (Enter())
        {
            try
            {
                EventCounts before = _network.Counts;
                _network.RunFrames(FabricOperation.Forward, 1, audio, video, default, gains);
                _network.FetchState();
                _network.Memory.State.Read(_network.Memory.LastState, _snapshotState);
                _supervisor.Gate.Leave();
                _counts += _network.Counts - before;
                _snapshotCounts = _counts;
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        EventCounts had = _processor.Counts;
        _processor.Forward(audio, video, gains);
        _counts += _processor.Counts - had;
    }

    /// <inheritdoc/>
    public void Train(
        ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains) =>
        TrainFrames(1, audio, video, targets, gains);

    /// <inheritdoc/>
    public void TrainFrames(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        for (int first = 0, count; first < frames; first += count)
        {
            if (_kept == StepsBetweenSnapshots) Snapshot();
            count = Math.Min(Math.Min(frames - first, StepsBetweenSnapshots - _kept), FramesPerJob());
            TrainPart(
                count, Part(audio, first, count, _description.AudioInputs), Part(video, first, count, _description.VideoInputs),
                Part(targets, first, count, _description.Outputs),
                gains.Slice(first * _description.Outputs, count * _description.Outputs));
        }
    }

    /// <inheritdoc/>
    public int ActiveCells(StreamName stream, int layer) =>
        _isOnFabric ? _network.ActiveCells(stream, layer) : _processor.ActiveCells(stream, layer);

    /// <inheritdoc/>
    public void ReadState(NetworkState state)
    {
        Snapshot();
        if (_isOnFabric) CopyState(_snapshotState, state);
        else _processor.ReadState(state);
    }

    /// <inheritdoc/>
    public void WriteState(NetworkState state)
    {
        Snapshot();
        if (!_isOnFabric)
        {
            _processor.WriteState(state);
            return;
        }

        CopyState(state, _snapshotState);
        _generation = -1;
    }

    /// <inheritdoc/>
    public void ReadWeights(IntegerNetwork network)
    {
        Snapshot();
        if (_isOnFabric) network.CopyFrom(_snapshot);
        else _processor.ReadWeights(network);
    }

    /// <inheritdoc/>
    /// <remarks>They reach the fabric with the next step.</remarks>
    public void WriteWeights(IntegerNetwork network)
    {
        Snapshot();
        if (!_isOnFabric)
        {
            _processor.WriteWeights(network);
            return;
        }

        _snapshot.CopyFrom(network);
        _generation = -1;
    }

    /// <summary>
    /// Puts weights in use. On the fabric they are written into the network in training, piece by piece, which then changes places with
    /// the one in use between two steps; the next step of training finds its own weights again. Nothing of this is done by the thread
    /// of the steps.
    /// </summary>
    public void TakeOver(IntegerNetwork weights)
    {
        Snapshot();
        CpuEngine prepared = _supervisor.Prepare(weights);
        bool isOnFabric = false;
        try
        {
            int generation = _fabric.Generation;
            isOnFabric = WritePieces(weights, generation) && EnterAt(generation);
            if (isOnFabric) _fabric.Flip();
        }
        catch (OnBoardException error)
        {
            isOnFabric = false;
            FailOver(error);
        }

        _supervisor.TakeOver(weights, prepared, isOnFabric);
        if (isOnFabric) Flipped();
    }

    /// <summary>
    /// Brings the weights in use into a fabric that was brought back before they were taken over. To be called now and then, whether
    /// or not anything is trained.
    /// </summary>
    public void CatchUp()
    {
        if (!_supervisor.Weights.FabricIsBehind) return;
        Snapshot();
        try
        {
            int generation = _fabric.Generation;
            if (!WritePieces(_supervisor.Weights.Known, generation) || !EnterAt(generation)) return;
            _fabric.Flip();
            _supervisor.Weights.FabricCaughtUp();
            Flipped();
        }
        catch (OnBoardException error)
        {
            FailOver(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _processor.Dispose();

    private static ReadOnlySpan<short> Part(ReadOnlySpan<short> frames, int first, int count, int length) =>
        frames.Slice(first * length, count * length);

    private void CopyState(NetworkState from, NetworkState to)
    {
        // Through the bytes of a state in memory: the one place that knows all of its parts.
        StateImage image = _network.Memory.State;
        image.Write(from, _network.Memory.LastState);
        image.Read(_network.Memory.LastState, to);
    }

    /// <summary>So many frames that a job of them keeps no step out; one until it is known how long one takes.</summary>
    private int FramesPerJob()
    {
        if (!_isOnFabric || _frameTime == 0) return 1;
        return (int)Math.Clamp(_fabric.Timing.TrainingJob.TotalNanoseconds / _frameTime, 1, _network.Memory.Frames);
    }

    private void TrainPart(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        if (Enter())
        {
            try
            {
                (EventCounts counts, long saturations) = (_network.Counts, _network.Saturations);
                long begin = MonotonicClock.Nanoseconds;
                _network.RunFrames(FabricOperation.Train, frames, audio, video, targets, gains);
                _supervisor.Gate.Leave();

                // Slow ones count at once, fast ones little by little.
                _frameTime = Math.Max((MonotonicClock.Nanoseconds - begin) / frames, _frameTime - (_frameTime / 16));
                counts = _network.Counts - counts;
                _counts += counts;
                CountsOnFabric += counts;
                _saturations += _network.Saturations - saturations;
                Keep(frames, audio, video, targets);
                return;
            }
            catch (OnBoardException error)
            {
                FailOver(error);
            }
        }

        TrainOnProcessor(frames, audio, video, targets, gains);
    }

    private void Keep(int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets)
    {
        audio.CopyTo(_audio.AsSpan(_kept * _description.AudioInputs));
        video.CopyTo(_video.AsSpan(_kept * _description.VideoInputs));
        targets.CopyTo(_targets.AsSpan(_kept * _description.Outputs));
        _kept += frames;
    }

    private void TrainOnProcessor(
        int frames, ReadOnlySpan<short> audio, ReadOnlySpan<short> video, ReadOnlySpan<short> targets, Span<short> gains)
    {
        (EventCounts counts, long saturations) = (_processor.Counts, _processor.Saturations);
        ((IEventEngine)_processor).TrainFrames(frames, audio, video, targets, gains);
        counts = _processor.Counts - counts;
        _counts += counts;
        CountsOnProcessor += counts;
        _saturations += _processor.Saturations - saturations;
    }

    /// <summary>
    /// Whether what comes next is the fabric's, which is ours then; brings weights and state there first where it lacks them.
    /// </summary>
    private bool Enter()
    {
        if (!_supervisor.IsWanted)
        {
            LeaveFabric();
            return false;
        }

        CatchUp();
        try
        {
            while (_supervisor.Gate.TryEnterForTraining())
            {
                int generation = _fabric.Generation;
                if (_isOnFabric && _generation == generation) return true;
                _supervisor.Gate.Leave();

                // It was brought back meanwhile: what was in training is gone.
                if (_generation >= 0) DoAgain();
                if (!_isOnFabric)
                {
                    _processor.ReadWeights(_snapshot);
                    _processor.ReadState(_snapshotState);
                }

                if (!WritePieces(_snapshot, generation) || !EnterAt(generation)) continue;
                _network.WriteState(_snapshotState);
                _supervisor.Gate.Leave();
                (_snapshotCounts, _snapshotSaturations) = (_counts, _saturations);
                _kept = 0;
                _generation = generation;
                _isOnFabric = true;
            }
        }
        catch (OnBoardException error)
        {
            FailOver(error);
            return false;
        }

        DoAgain();
        return false;
    }

    /// <summary>Enters a fabric that was not brought back since.</summary>
    private bool EnterAt(int generation)
    {
        if (!_supervisor.Gate.TryEnterForTraining()) return false;
        if (generation == _fabric.Generation) return true;
        _supervisor.Gate.Leave();
        return false;
    }

    /// <summary>What was in use is in training now: its own weights and state come back with the next step.</summary>
    private void Flipped()
    {
        _supervisor.Gate.Leave();
        Flips++;
        if (_isOnFabric) _generation = -1;
    }

    /// <summary>Writes weights into the network in training, piece by piece; steps go in between.</summary>
    /// <returns>False where the fabric is not, or no longer, that of this generation.</returns>
    private bool WritePieces(IntegerNetwork weights, int generation)
    {
        int all = _network.Memory.Image.Rows;
        if (!_supervisor.Gate.TryBeginCopy()) return false;
        try
        {
            _network.Memory.SendImage(weights);
        }
        finally
        {
            _supervisor.Gate.EndCopy();
        }

        for (int first = 0; first < all; first += _rowsPerPiece)
        {
            if (!EnterAt(generation)) return false;
            _network.Piece(FabricOperation.WriteWeights, first, Math.Min(_rowsPerPiece, all - first));
            _supervisor.Gate.Leave();
        }

        return true;
    }

    /// <summary>Reads weights and state of the network in training: what was trained until now is safe then.</summary>
    private void Snapshot()
    {
        if (!_isOnFabric || _generation < 0 || _kept == 0) return;
        try
        {
            if (!ReadPieces())
            {
                DoAgain();
                return;
            }
        }
        catch (OnBoardException error)
        {
            FailOver(error);
            return;
        }

        (_snapshotCounts, _snapshotSaturations) = (_counts, _saturations);
        _kept = 0;
    }

    private bool ReadPieces()
    {
        int all = _network.Memory.Image.Rows;
        for (int first = 0; first < all; first += _rowsPerPiece)
        {
            if (!EnterAt(_generation)) return false;
            _network.Piece(FabricOperation.ReadWeights, first, Math.Min(_rowsPerPiece, all - first));
            _supervisor.Gate.Leave();
        }

        if (!EnterAt(_generation)) return false;
        _network.FetchState();
        _supervisor.Gate.Leave();
        if (!_supervisor.Gate.TryBeginCopy()) return false;
        try
        {
            _snapshot.Scales.CopyTo(_spare.Scales, 0);
            _snapshot.RateShifts.CopyTo(_spare.RateShifts, 0);
            _network.Memory.ReceiveRows(_spare, 0, all);
        }
        finally
        {
            _supervisor.Gate.EndCopy();
        }

        _network.Memory.State.Read(_network.Memory.LastState, _spareState);
        (_snapshot, _spare) = (_spare, _snapshot);
        (_snapshotState, _spareState) = (_spareState, _snapshotState);
        return true;
    }

    /// <summary>Nobody wants the fabric: what it trained goes to the processor.</summary>
    private void LeaveFabric()
    {
        if (!_isOnFabric) return;
        Snapshot();
        if (_isOnFabric) DoAgain();
    }

    /// <summary>The fabric failed while it was ours.</summary>
    private void FailOver(OnBoardException error)
    {
        _supervisor.Gate.Close();
        _supervisor.ReportFaultInTraining(error);
        DoAgain();
    }

    /// <summary>Goes over to the processor, from the last snapshot, and does there what was trained since.</summary>
    private void DoAgain()
    {
        if (!_isOnFabric) return;
        _isOnFabric = false;
        int frames = _kept;
        _kept = 0;
        _processor.WriteWeights(_snapshot);
        _processor.WriteState(_snapshotState);
        if (frames == 0) return;
        StepsDoneAgain += frames;
        (_counts, _saturations) = (_snapshotCounts, _snapshotSaturations);
        TrainOnProcessor(
            frames, _audio.AsSpan(0, frames * _description.AudioInputs), _video.AsSpan(0, frames * _description.VideoInputs),
            _targets.AsSpan(0, frames * _description.Outputs), _gains.AsSpan(0, frames * _description.Outputs));
    }
}
