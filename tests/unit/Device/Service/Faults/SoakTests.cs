using OnBoard.Tests.Unit.Drivers.Files;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>Long runs in virtual time, with every fault again and again: nothing piles up. <c>tests/soak.sh</c> watches the service for an hour.</summary>
[Collection(MeasuredAlone.Name)]
public class SoakTests(ITestOutputHelper output)
{
    private const int Rounds = 4;
    private const int HopsBetween = 1000;
    private const long MaxGrowth = 256 << 10; // bytes; a round passes more than 10,000 hops, so one object a hop would be more

    [Fact]
    public void A_learning_service_that_is_disturbed_for_minutes_holds_no_more_memory_than_before()
    {
        using FaultBench bench = new(ServiceState.Learning, new PowerCutDisk(seed: 3));
        long[] held = new long[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (InjectedFault fault in InjectedFault.All)
            {
                bench.Pass(HopsBetween);
                fault.Strike(bench);
                bench.Pass(fault.Hops);
                fault.Mend(bench);
                bench.AwaitFabric();
                bench.PassUntil(() => bench.IsWell, 200, fault.Name);
            }

            held[round] = GC.GetTotalMemory(forceFullCollection: true);
        }

        output.WriteLine($"{bench.Captured} hops, {Rounds * InjectedFault.All.Count} faults; held after each round: "
            + string.Join(", ", held.Select(bytes => $"{bytes >> 10} KiB")));
        Assert.Equal((0, 0), (bench.Lost, bench.Unprocessed));
        Assert.Equal(bench.Captured, bench.Counters.Hops);
        Assert.True(held[^1] - held[1] < MaxGrowth, $"memory grows from round to round: {string.Join(", ", held)} bytes");
    }
}
