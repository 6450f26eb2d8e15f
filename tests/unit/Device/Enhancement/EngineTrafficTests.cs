using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class EngineTrafficTests
{
    private static readonly NetworkTopology Tiny = new(NetworkDescription.Tiny);
    private static readonly EventCounts Counts = new(Input: 100, Receptive: 200, Context: 300, Backward: 50, Update: 40, Steps: 3);

    [Fact]
    public void An_event_driven_engine_reads_the_weights_it_touches_and_writes_those_it_learns()
    {
        BoardWork work = new EngineTraffic("cpu", Tiny).Of(Counts, TimeSpan.FromSeconds(2));
        Assert.Equal(2 * (600 + 50 + (2 * 40)), work.MemoryBytes);
        Assert.Equal(TimeSpan.FromSeconds(2), work.Processor);
    }

    [Fact]
    public void A_dense_engine_reads_all_weights_at_each_step() => Assert.Equal(
        3 * 4 * Tiny.ParameterCount, new EngineTraffic("float", Tiny).Of(Counts, default).MemoryBytes);

    [Theory]
    [InlineData("cpu")]
    [InlineData("integer")]
    [InlineData("float")]
    public void An_engine_on_the_processor_makes_no_event_of_the_fabric(string engine) =>
        Assert.Equal(0, new EngineTraffic(engine, Tiny).Of(Counts, default).SynapticEvents);

    [Theory]
    [InlineData("model")]
    [InlineData("uio")]
    public void A_fabric_makes_events_and_has_the_weights_on_its_chip(string engine)
    {
        BoardWork work = new EngineTraffic(engine, Tiny).Of(Counts, TimeSpan.FromSeconds(2));
        Assert.Equal(new BoardWork(690, 0, TimeSpan.FromSeconds(2)), work);
    }
}
