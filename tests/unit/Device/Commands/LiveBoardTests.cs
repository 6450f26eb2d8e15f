using OnBoard.Device.Commands;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Virtual;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Commands;

public class LiveBoardTests
{
    /// <summary>A hundred hops a second, and a thousand training steps a second in one of three of them.</summary>
    [Theory]
    [InlineData(true, PowerDomain.PL, PowerDomain.DDR)]
    [InlineData(false, PowerDomain.DDR, PowerDomain.PL)]
    public void The_rails_of_a_virtual_board_draw_more_while_it_learns(bool onFabric, PowerDomain rises, PowerDomain stays)
    {
        EventCounts step = new(Input: 20_000, Receptive: 60_000, Context: 40_000, Backward: 120_000, Update: 240_000, Steps: 1);
        VirtualClock clock = new();
        BoardPowerModel model = new(clock);
        LiveCounters counters = new();
        EventCounts trained = default;
        EngineTraffic traffic = new("model", new NetworkTopology(NetworkDescription.Tiny));
        WorkCounter counter = new(model, clock, () => LiveBoard.WorkOf(traffic, counters, default));
        double Second(int steps)
        {
            long begin = clock.Nanoseconds;
            for (int hop = 0; hop < 100; hop++)
            {
                counters.AddInference(activeCells: 100, events: 55_000);
                for (int i = 0; i < steps / 100; i++) trained += step;
                counters.SetTraining(onFabric ? trained : default, onFabric ? default : trained);
                clock.Advance(TimeSpan.FromMilliseconds(10));
                counter.Count();
            }

            return model.MeanWatts(rises, begin, clock.Nanoseconds);
        }

        double hearing = Second(steps: 0), other = model.CountedJoules(stays);
        double learning = Second(steps: 1000);
        double expected = onFabric
            ? 1000 * step.Total * PowerConstants.Default.JoulesPerSynapticEvent
            : 1000 * 2 * (120_000 + 120_000 + (2 * 240_000)) * PowerConstants.Default.JoulesPerMemoryByte;
        Assert.Equal(expected, learning - hearing, 0.02 * expected);
        Assert.Equal(2 * other, model.CountedJoules(stays), 1e-9);  // the hops alone, as in the second before
    }
}
