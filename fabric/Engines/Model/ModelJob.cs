using OnBoard.Fabric.Contract;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>A job block as the fabric reads it, and the checks of all that can be said without a network.</summary>
internal sealed class ModelJob
{
    private readonly byte[] _request = new byte[JobLayout.RequestBytes];

    /// <summary>Where the request is read to.</summary>
    public Span<byte> Request => _request;

    public FabricOperation Operation => (FabricOperation)Get(JobLayout.Operation);

    public uint Frames => (uint)Get(JobLayout.Frames);

    public bool HasFrames => Operation is FabricOperation.Forward or FabricOperation.Train;

    public bool IsTraining => Operation == FabricOperation.Train;

    /// <summary>Which network it is about.</summary>
    public int Slot { get; private set; }

    /// <summary>First row of a piece of weights.</summary>
    public uint FirstRow { get; private set; }

    /// <summary>Rows of a piece of weights; 0 for all that follow.</summary>
    public uint Rows { get; private set; }

    public ulong Get(ContractField field) => field.Get(_request);

    /// <summary>Checks the block itself.</summary>
    /// <param name="contract">The contract that is kept, 1 or 2.</param>
    /// <param name="hasThresholds">Whether thresholds of training are known: their bytes are the upper half of the rate shift else.</param>
    /// <param name="sequence">The number that was submitted.</param>
    /// <param name="first">First address that jobs may use.</param>
    /// <param name="limit">First address behind.</param>
    /// <param name="fault">The address that does not fit, or zero.</param>
    public FabricCode Check(int contract, bool hasThresholds, uint sequence, ulong first, ulong limit, out ulong fault)
    {
        fault = 0;
        if (Get(JobLayout.Magic) != JobLayout.MagicValue) return FabricCode.BadMagic;
        if (Get(JobLayout.Version) != (ulong)contract) return FabricCode.BadVersion;
        if (!Enum.IsDefined(Operation) || (contract == 1 && Operation == FabricOperation.WriteWeights)) return FabricCode.BadOperation;

        // Contract 1 does not know these fields, and does not look at them.
        Slot = contract == 1 ? 0 : (int)Get(JobLayout.Slot);
        FirstRow = contract == 1 ? 0 : (uint)Get(JobLayout.FirstRow);
        Rows = contract == 1 ? 0 : (uint)Get(JobLayout.Rows);
        if (Get(JobLayout.Sequence) != sequence) return FabricCode.BadSequence;
        if (Get(JobLayout.CycleLimit) == 0) return FabricCode.BadCycleLimit;
        if (Slot > JobLayout.InTraining
            || (Slot != JobLayout.InUse && Operation is (FabricOperation.Load or FabricOperation.SelfTest)))
            return FabricCode.BadSlot;
        if (HasFrames && Frames == 0) return FabricCode.BadFrames;
        if (IsTraining)
        {
            int penalty = (int)Get(JobLayout.Penalty);
            ulong update = Get(JobLayout.UpdateThreshold), backward = Get(JobLayout.BackwardThreshold);
            if (penalty != (short)penalty || Get(JobLayout.RateShift) > JobLayout.MaximumRateShift
                || update > (hasThresholds ? JobLayout.MaximumThreshold : 0ul) || backward > Math.Max(hasThresholds ? 1ul : 0, update))
                return FabricCode.BadParameter;
        }

        foreach ((ContractField address, ulong length) in Regions())
        {
            ulong start = Get(address);
            if (start % JobLayout.Alignment != 0 || length % JobLayout.Alignment != 0)
            {
                fault = start;
                return FabricCode.Misaligned;
            }
        }

        foreach ((ContractField address, ulong length) in Regions())
        {
            ulong start = Get(address);
            if (start < first || start > limit || length > limit - start)
            {
                fault = start;
                return FabricCode.OutOfRange;
            }
        }

        return FabricCode.Done;
    }

    /// <summary>The regions that the operation uses.</summary>
    private IEnumerable<(ContractField Address, ulong Length)> Regions()
    {
        if (HasFrames)
        {
            yield return (JobLayout.AudioAddress, Frames * Get(JobLayout.AudioStride));
            yield return (JobLayout.VideoAddress, Frames * Get(JobLayout.VideoStride));
            yield return (JobLayout.GainAddress, Frames * Get(JobLayout.GainStride));
            if (IsTraining) yield return (JobLayout.TargetAddress, Frames * Get(JobLayout.TargetStride));
            if (Get(JobLayout.StateBytes) != 0) yield return (JobLayout.StateAddress, Get(JobLayout.StateBytes));
        }
        else if (Operation is FabricOperation.Load or FabricOperation.ReadWeights or FabricOperation.WriteWeights)
        {
            yield return (JobLayout.ImageAddress, Get(JobLayout.ImageBytes));
        }
        else if (Operation is FabricOperation.ReadState or FabricOperation.WriteState)
        {
            yield return (JobLayout.StateAddress, Get(JobLayout.StateBytes));
        }
    }
}
