using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Ports;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the engines of this machine give the bits of the definition, forward and in training.</summary>
internal sealed class EnginesCheck : ICheck
{
    private const int Steps = 24;

    // Inputs and outputs that are no multiple of any vector's width, cells that are none of the widest one's.
    private static readonly NetworkDescription Network = new()
    {
        Name = "check", AudioInputs = 37, VideoInputs = 19, Cells = 112, Layers = 3, Outputs = 43, DistalFromLayer = 1, UniversalGroups = 7,
    };

    public string Name => "engines";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        ActivationLaw[] laws = Enum.GetValues<ActivationLaw>();
        CpuVectors vectors = default;
        foreach (ActivationLaw law in laws)
        {
            context.Stop.ThrowIfCancellationRequested();
            IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(Network with { Law = law }, seed: 1 + (int)law));
            using CpuEngine engine = new(network);
            vectors = engine.Vectors;
            if (EngineAgreement.FirstDifference(network, engine, new((int)law, Active: 0.4, Steps)) is not { } difference) continue;
            yield return Differs("engine cpu", $"with {vectors} vectors and law {law}, {difference}");
            yield break;
        }

        yield return Finding.Ok(
            "engine cpu",
            $"gives the bits of the definition with {vectors} vectors: {laws.Length} laws, {Steps} steps each, two of three training");

        string fabric = EnhancerModel.ResolveEngine(context.Settings.Fabric);
        if (!FabricPorts.Names.Contains(fabric)) yield break;
        EnhancerModel model = EnhancerModel.Load(context.Settings.Network);
        using FeatureEngine logic = (FeatureEngine)model.CreateEngine(fabric);
        yield return EngineAgreement.FirstDifference(model.Integers, logic.Engine, new(Seed: 1, Active: 0.4, Steps)) is { } other
            ? Differs($"engine {fabric}", other)
            : Finding.Ok($"engine {fabric}", $"gives the bits of the definition with {model.Origin}: {Steps} steps, two of three training");
    }

    private static Finding Differs(string engine, string difference) => new(
        FindingState.Failed, engine, difference,
        "take --fabric integer meanwhile, and report it with the processor or the bitstream that it happens on");
}
