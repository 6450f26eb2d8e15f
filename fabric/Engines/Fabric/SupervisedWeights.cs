using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// The weights of a network that a fabric and the processor run in turns: which of them is behind, and how much learning a
/// fault would take away. Used by the thread of the steps; while the fabric is being repaired, <see cref="Known"/> is only read.
/// </summary>
/// <param name="fabric">Runs the network while it works.</param>
/// <param name="processor">Runs it while the fabric does not.</param>
/// <param name="network">The weights that both were given; copied.</param>
internal sealed class SupervisedWeights(FabricEngine fabric, CpuEngine processor, IntegerNetwork network)
{
    private IntegerNetwork _known = network.Clone();
    private IntegerNetwork _spare = network.Clone();
    private IntegerNetwork? _third;
    private volatile int _version, _versionInFabric;
    private bool _processorIsBehind, _processorLearnt;
    private int _stepsSinceRead;

    /// <summary>The weights that the fabric was given or that were last read from it.</summary>
    public IntegerNetwork Known => Volatile.Read(ref _known);

    /// <summary>Whether the fabric runs other weights than those in use: they were taken over while it was away.</summary>
    public bool FabricIsBehind => _version != _versionInFabric;

    /// <summary>The weights in use, for a fabric that is brought back.</summary>
    public IntegerNetwork TakeForFabric()
    {
        _versionInFabric = _version;
        return Known;
    }

    /// <summary>Other weights are in use, which training has found. The thread that trains; nobody else writes then.</summary>
    /// <param name="weights">Copied: a third set of them lets a repair read the set before.</param>
    /// <param name="inFabric">Whether the fabric has them.</param>
    public void TakeOver(IntegerNetwork weights, bool inFabric)
    {
        IntegerNetwork next = _third ?? weights.Clone();
        next.CopyFrom(weights);
        _third = _spare;
        _spare = _known;
        Volatile.Write(ref _known, next);
        _version++;
        if (inFabric) FabricCaughtUp();
    }

    /// <summary>The fabric runs the weights in use.</summary>
    public void FabricCaughtUp() => _versionInFabric = _version;

    /// <summary>Whether the fabric has learnt so much that its weights should be read.</summary>
    public bool IsDue => _stepsSinceRead >= FabricSupervisor.StepsBetweenSnapshots;

    /// <summary>Whether the processor lacks what the fabric has learnt.</summary>
    public bool ProcessorIsBehind => _processorIsBehind;

    /// <summary>The fabric has trained so many frames.</summary>
    public void FabricTrained(int frames)
    {
        _processorIsBehind = true;
        _stepsSinceRead += frames;
    }

    /// <summary>The processor has trained, or was given other weights, while the fabric was away.</summary>
    public void ProcessorTrained() => _processorLearnt = true;

    /// <summary>Reads the fabric's weights, whole or not at all.</summary>
    /// <exception cref="Drivers.OnBoardException">The fabric failed at that.</exception>
    public void ReadFabric()
    {
        fabric.ReadWeights(_spare);
        (_known, _spare) = (_spare, _known);
        _stepsSinceRead = 0;
    }

    /// <summary>Gives the processor other weights.</summary>
    public void WriteProcessor(IntegerNetwork weights)
    {
        processor.WriteWeights(weights);
        _processorIsBehind = false;
    }

    /// <summary>Gives the fabric other weights, which the processor has already.</summary>
    /// <exception cref="Drivers.OnBoardException">The fabric failed at that.</exception>
    public void WriteFabric(IntegerNetwork weights)
    {
        _known.CopyFrom(weights);
        _stepsSinceRead = 0;
        fabric.WriteWeights(weights);
    }

    /// <summary>Gives the processor what is known of the fabric's weights.</summary>
    /// <returns>Training steps that are lost by that.</returns>
    public int FailOver()
    {
        if (_processorIsBehind) WriteProcessor(_known);
        int lost = _stepsSinceRead;
        _stepsSinceRead = 0;
        return lost;
    }

    /// <summary>Gives the fabric what the processor has learnt.</summary>
    /// <exception cref="Drivers.OnBoardException">The fabric failed at that.</exception>
    public void GiveBack()
    {
        if (!_processorLearnt) return;
        processor.ReadWeights(_known);
        fabric.WriteWeights(_known);
    }

    /// <summary>The fabric runs the network again.</summary>
    public void WereGivenBack() => _processorLearnt = false;
}
