using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Learning;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Drivers.Files;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>
/// Each fault in each state of the service: the sound goes on, what is lost is counted, all parts are back within two seconds of
/// sound, and the weights are what they were to be. ONBOARD_FAULT_TABLE=FILE keeps the table.
/// </summary>
public sealed class FaultCampaignTests(FaultTable table, ITestOutputHelper output) : IClassFixture<FaultTable>
{
    private const int MaxHopsToRecover = 200;

    /// <summary>All faults in all states.</summary>
    public static TheoryData<string, ServiceState> Cases
    {
        get
        {
            TheoryData<string, ServiceState> cases = [];
            foreach (InjectedFault fault in InjectedFault.All)
            {
                foreach (ServiceState state in Enum.GetValues<ServiceState>()) cases.Add(fault.Name, state);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sound_goes_on_and_all_parts_return(string name, ServiceState state)
    {
        InjectedFault fault = InjectedFault.All.Single(candidate => candidate.Name == name);
        PowerCutDisk disk = new(seed: 1);
        using FaultBench bench = new(state, disk);
        Settle(bench, state);
        long unprocessed = bench.Unprocessed, silent = bench.Counters.SilentHops, lost = bench.Lost;
        bool struck = false;
        Strike(bench, state, () =>
        {
            fault.Strike(bench);
            bench.Pass(fault.Hops);
            struck = true;
        });
        Assert.True(struck, "nothing was written");
        fault.Mend(bench);
        bench.AwaitFabric();
        int recovery = bench.PassUntil(() => bench.IsWell, MaxHopsToRecover, fault.Name);
        bench.Pass(20);

        FaultRow row = new(
            name, state, bench.Lost - lost, bench.Unprocessed - unprocessed, bench.Counters.SilentHops - silent, recovery, 0);
        output.WriteLine(row.ToString());
        table.Add(row);
        Assert.Equal((0, 0), (row.Lost, row.Unprocessed));
        Assert.Equal(bench.Captured, bench.Counters.Hops);
        Assert.Equal(name.StartsWith("microphone gone", StringComparison.Ordinal), row.Silent > 0);
        bench.TakeWeights();
        AssertWeights(bench.Learning.Learner.InUse, bench.ReadWeights());
        if (state is ServiceState.Learning or ServiceState.Checkpointing) AssertCheckpointIsWhole(bench, disk);
    }

    /// <summary>The power goes; the service starts again with what the disk kept.</summary>
    [Theory]
    [InlineData(ServiceState.Idle)]
    [InlineData(ServiceState.Inferring)]
    [InlineData(ServiceState.Learning)]
    [InlineData(ServiceState.Checkpointing)]
    public void After_a_power_cut_it_goes_on_from_the_last_whole_checkpoint(ServiceState state)
    {
        PowerCutDisk disk = new(seed: 2);
        IntegerNetwork before, last;
        using (FaultBench bench = new(state, disk))
        {
            Settle(bench, state);
            before = bench.Learning.Checkpoints.Load()?.Network.Integers ?? bench.Learning.Model.Integers;
            last = before;
            if (state == ServiceState.Checkpointing)
            {
                bench.Disk.DuringWrite = () => last = bench.Learning.Learner.InUse.Clone();
                disk.CutAt = disk.Operations + 6;
                bench.PassUntil(() => disk.IsOff, 10_000, "power cut");
            }
        }

        disk.PowerUp();
        using FaultBench again = new(state, disk);
        IntegerNetwork resumed = again.Learning.Model.Integers;
        Assert.True(Same(resumed, before) || Same(resumed, last), "these weights were never saved");
        int recovery = again.PassUntil(() => again.Counters.Hops > 0 && again.IsWell, MaxHopsToRecover, "restart");
        again.Pass(20);
        FaultRow row = new("power cut", state, again.Lost, again.Unprocessed, 0, recovery, 1);
        output.WriteLine(row.ToString());
        table.Add(row);
        Assert.Equal((0, 0), (row.Lost, row.Unprocessed));
    }

    /// <summary>Until everything works; where it learns, until something was learned and kept on the disk.</summary>
    private static void Settle(FaultBench bench, ServiceState state)
    {
        bench.Pass(120);
        Assert.True(bench.IsWell, string.Join(", ", bench.Conditions.Current));
        if (state is ServiceState.Learning or ServiceState.Checkpointing)
            bench.PassUntil(() => bench.Learning.Control.Status.CheckpointNumber > 0, 3000, "checkpoint");
    }

    /// <summary>Lets a fault strike now, or in the middle of the next checkpoint.</summary>
    private static void Strike(FaultBench bench, ServiceState state, Action strike)
    {
        if (state != ServiceState.Checkpointing)
        {
            strike();
            return;
        }

        bench.Disk.DuringWrite = strike;
        bench.PassUntil(() => bench.Disk.DuringWrite is null, 10_000, "next checkpoint");
    }

    private static void AssertCheckpointIsWhole(FaultBench bench, PowerCutDisk disk)
    {
        long number = bench.Learning.Control.Status.CheckpointNumber;
        LiveLearning next = new(
            FaultBench.Start, FaultBench.Folder, new LearningControl(on: false), files: disk);
        Assert.Empty(next.PassedOver);
        Assert.True(next.Resumed!.Number >= number);
    }

    private static void AssertWeights(IntegerNetwork expected, IntegerNetwork actual) =>
        Assert.True(Same(expected, actual), "the network runs with other weights than it should");

    private static bool Same(IntegerNetwork one, IntegerNetwork other) =>
        one.Weights.Zip(other.Weights).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
