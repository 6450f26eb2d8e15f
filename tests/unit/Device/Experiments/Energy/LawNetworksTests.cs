using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Experiments.Energy;

public class LawNetworksTests
{
    [Fact]
    public void EachNetworkIsFollowedByItselfWithFeaturesSentOnChange()
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny with { SendThreshold = 0 }, seed: 1);
        LawNetworks networks = new LawNetworks([("cooperation", model), ("point", model)], []).WithDeltas([0.25, 0.5]);
        Assert.Equal(
            [
                ("cooperation", 0f), ("cooperation, delta 0.25", 0.25f), ("cooperation, delta 0.5", 0.5f),
                ("point", 0f), ("point, delta 0.25", 0.25f), ("point, delta 0.5", 0.5f),
            ],
            networks.Networks.Select(network => (network.Law, network.Model.Scaling.Delta)));
    }

    [Fact]
    public void FeaturesSentOnChangeCostFewerEventsOfAnInference()
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny with { SendThreshold = 0 }, seed: 1);
        Assert.True(EventsOf(model.WithDelta(0.5)) < 0.9 * EventsOf(model));
    }

    private static double EventsOf(EnhancerModel model)
    {
        TalkerFrames frames = new(model.Scaling, model.Parameters.Topology.Description);
        using Workload workload = new(WorkloadKind.Inference, "cooperation", model, "cpu", frames);
        workload.Run(frames.Count);
        return workload.Counts.Forward / (double)workload.Counts.Steps;
    }
}
