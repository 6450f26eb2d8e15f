using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>What a fabric says that it is and can.</summary>
/// <param name="Contract">Major version of its contract.</param>
/// <param name="BuildId">Which build of the logic.</param>
/// <param name="Lanes">Weights applied per cycle at most.</param>
/// <param name="OnChipKib">Memory for weights on the chip, KiB.</param>
/// <param name="Laws">Bit n: the activation law n is there.</param>
/// <param name="ClockHz">The clock that cycles are counted in.</param>
/// <param name="Features">Bits of FEATURES.</param>
/// <param name="MaximumCells">Cells of a layer of one stream at most.</param>
/// <param name="MaximumLayers">Layers at most.</param>
/// <param name="MaximumInputs">Inputs of one stream at most.</param>
/// <param name="MaximumOutputs">Outputs at most.</param>
public sealed record FabricCapabilities(
    uint Contract, uint BuildId, uint Lanes, uint OnChipKib, uint Laws, uint ClockHz, uint Features, uint MaximumCells, uint MaximumLayers,
    uint MaximumInputs, uint MaximumOutputs)
{
    /// <summary>Reads them, after making sure that there is a fabric of this contract.</summary>
    /// <exception cref="DeviceMissingException">Something else answers, or a fabric of another contract.</exception>
    public static FabricCapabilities Read(IRegisterWindow registers)
    {
        uint identity = Of(FabricRegisters.Identity);
        if (identity != FabricRegisters.IdentityValue)
        {
            throw new DeviceMissingException(
                registers.Name, $"there is no MCC engine (identity 0x{identity:X8}, not 0x{FabricRegisters.IdentityValue:X8})",
                "load the fabric's bitstream and check the address in the device tree");
        }

        uint version = Of(FabricRegisters.Version);
        if (version >> 16 is < (FabricRegisters.FirstContractVersion >> 16) or > (FabricRegisters.ContractVersion >> 16))
        {
            throw new DeviceMissingException(
                registers.Name,
                $"its contract is version {version >> 16}.{version & 0xFFFF} and this program speaks " +
                $"{FabricRegisters.FirstContractVersion >> 16} to {FabricRegisters.ContractVersion >> 16}",
                "install program and bitstream of the same release");
        }

        return new FabricCapabilities(
            version >> 16, Of(FabricRegisters.BuildId), Of(FabricRegisters.Lanes), Of(FabricRegisters.OnChipKib), Of(FabricRegisters.Laws),
            Of(FabricRegisters.ClockHz), Of(FabricRegisters.Features), Of(FabricRegisters.MaximumCells),
            Of(FabricRegisters.MaximumLayers), Of(FabricRegisters.MaximumInputs), Of(FabricRegisters.MaximumOutputs));

        uint Of(ContractField register) => registers.Read(register.Offset);
    }

    /// <summary>Whether networks that send on change run on it.</summary>
    public bool SendsOnChange => (Features & FabricRegisters.FeatureSendOnChange) != 0;

    /// <summary>
    /// Whether its training leaves out what is held softly (<see cref="IntegerLearning.UpdateThreshold"/>) and weighs targets
    /// (<see cref="Arithmetic.TargetFormat"/>).
    /// </summary>
    public bool TrainsSelectively => (Features & FabricRegisters.FeatureSelectiveTraining) != 0;

    /// <summary>Why it cannot train a second network beside the one in use; null where it can, as far as it says itself.</summary>
    public string? LacksTraining =>
        (Features & FabricRegisters.FeatureTraining) == 0 ? "it was built without training"
        : Contract == 1 ? "its logic speaks contract 1, which has room for one network only"
        : (Features & FabricRegisters.FeatureTwoNetworks) == 0 ? "it was built for one network only"
        : (Features & FabricRegisters.FeaturePieces) == 0 ? "it reads and writes weights only as a whole"
        : null;

    /// <summary>Refuses a network that this fabric cannot hold, whatever its memory.</summary>
    /// <exception cref="BadInputException">Names what is too much.</exception>
    public void Require(NetworkDescription description, string fabric)
    {
        AtMost(description.Cells, MaximumCells, "cells a layer");
        AtMost(description.Layers, MaximumLayers, "layers");
        AtMost(Math.Max(description.AudioInputs, description.VideoInputs), MaximumInputs, "inputs of a stream");
        AtMost(description.Outputs, MaximumOutputs, "outputs");
        if ((Laws >> (int)description.Law & 1) == 0)
        {
            throw new BadInputException(
                description.Name, $"has the law {description.Law}, which {fabric} was built without",
                "Choose another network, or run it with --fabric cpu");
        }

        if (description.ReadsAllLayers)
        {
            throw new BadInputException(
                description.Name, $"reads out all layers, which {fabric} cannot do",
                "Choose another network, or run it with --fabric cpu");
        }

        if (description.SendsOnChange && !SendsOnChange)
        {
            throw new BadInputException(
                description.Name, $"sends on change, which {fabric} was built without",
                "Choose another network, or run it with --fabric cpu");
        }

        void AtMost(int count, uint limit, string what)
        {
            if (count <= limit) return;
            throw new BadInputException(
                description.Name, $"has {count} {what} where {fabric} holds {limit}",
                "Choose a smaller network, or run it with --fabric cpu");
        }
    }
}
