using OnBoard.Drivers;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>The simulated logic for tests; a machine that cannot build it skips them.</summary>
internal static class SimulatedLogic
{
    /// <summary>Environment variable with further numbers of lanes to prove, for instance "64 128 256"; each is a long build.</summary>
    public const string LanesVariable = "ONBOARD_RTL_LANES";

    /// <summary>Numbers of lanes that tests go through.</summary>
    public static TheoryData<int> Lanes =>
        [16, .. (Environment.GetEnvironmentVariable(LanesVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static readonly Lazy<FabricCapabilities> Capabilities = new(() =>
    {
        using FabricPort port = Create(seed: 1).CreatePort();
        return FabricCapabilities.Read(port.Registers);
    });

    /// <summary>Whether the logic says that it has a law.</summary>
    public static bool Has(ActivationLaw law) => (Capabilities.Value.Laws >> (int)law & 1) != 0;

    /// <summary>Whether the logic says that it has what a network asks for.</summary>
    public static bool Has(NetworkDescription description) =>
        Has(description.Law)
        && (!description.SendsOnChange || (Capabilities.Value.Features & FabricRegisters.FeatureSendOnChange) != 0);

    /// <summary>Powers an engine up whose memory answers late and haltingly, as the seed says.</summary>
    public static RtlSimulation Create(int seed, int lanes = 16, int memoryBytes = 8 << 20)
    {
        RtlSimulation simulation;
        try
        {
            simulation = new RtlSimulation(new RtlOptions
            {
                Parameters = new Dictionary<string, string> { ["LANES"] = $"{lanes}" },
                MemoryBytes = memoryBytes,
                Seed = (ulong)seed,
            });
        }
        catch (DeviceMissingException error)
        {
            Assert.Skip(error.Message);
            throw;
        }

        Random random = new(seed);
        simulation.SetBus(latencyLow: 1 + random.Next(20), latencyHigh: random.Next(100), stallPercent: random.Next(60));
        return simulation;
    }
}
