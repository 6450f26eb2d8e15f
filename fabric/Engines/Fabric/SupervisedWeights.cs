using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;

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
    private bool _processorIsBehind, _processorLearnt;
    private int _stepsSinceRead;

    /// <summary>The weights that the fabric was given or that were last read from it.</summary>
    public IntegerNetwork Known => _known;

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
