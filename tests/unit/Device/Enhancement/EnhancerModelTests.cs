using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public sealed class EnhancerModelTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_saved_network_comes_back_with_its_scaling()
    {
        FeatureScaling scaling = FeatureScaling.Identity with { VideoMean = [.. Enumerable.Range(0, 64).Select(i => (float)i)] };
        Save(FormerNetworks.Tiny, scaling.ToExtras());
        EnhancerModel model = EnhancerModel.Load(_path);
        Assert.Equal(FormerNetworks.Tiny, model.Parameters.Topology.Description);
        Assert.Equal(scaling.VideoMean, model.Scaling.VideoMean);
        Assert.Equal(0f, model.Scaling.Delta);
    }

    [Fact]
    public void A_network_keeps_by_how_much_features_have_to_change()
    {
        Save(FormerNetworks.Tiny, (FeatureScaling.Identity with { Delta = 0.25f }).ToExtras());
        Assert.Equal(0.25f, EnhancerModel.Load(_path).Scaling.Delta);
    }

    /// <summary>Files know how gains are applied; those from before gains were sharpened are sharpened, those from before there was a rule not.</summary>
    [Fact]
    public void A_network_keeps_how_its_gains_are_applied()
    {
        Dictionary<string, float[]> extras = (FeatureScaling.Identity with { Gains = new GainRule(1.1f, -20, 0.3f) }).ToExtras();
        Save(FormerNetworks.Tiny, extras);
        Assert.Equal(new GainRule(1.1f, -20, 0.3f), EnhancerModel.Load(_path).Scaling.Gains);
        extras.Remove("gains.contrast");
        Save(FormerNetworks.Tiny, extras);
        Assert.Equal(new GainRule(1.1f, -20, GainRule.Standard.Contrast), EnhancerModel.Load(_path).Scaling.Gains);
        Save(FormerNetworks.Tiny, FeatureScaling.Identity.ToExtras());
        Assert.Equal(GainRule.Former, EnhancerModel.Load(_path).Scaling.Gains);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(100f)]
    public void A_contrast_that_gives_no_gains_is_refused(float contrast)
    {
        Save(FormerNetworks.Tiny, (FeatureScaling.Identity with { Gains = GainRule.Standard with { Contrast = contrast } }).ToExtras());
        BadInputException error = Assert.Throws<BadInputException>(() => EnhancerModel.Load(_path));
        Assert.Equal(_path, error.Subject);
        Assert.Contains("gains.contrast", error.Cause, StringComparison.Ordinal);
    }

    /// <summary>Sent on change, features cost fewer input events, and these engines agree about how many.</summary>
    [Fact]
    public void Features_that_are_sent_on_change_cost_fewer_events()
    {
        EnhancerModel model = EnhancerModel.Untrained(FormerNetworks.Tiny, seed: 3);
        long all = InputEvents(model, "cpu"), changed = InputEvents(model.WithDelta(0.5), "cpu");
        Assert.InRange(changed, 1, all * 0.7);
        Assert.Equal(changed, InputEvents(model.WithDelta(0.5), "integer"));
    }

    [Theory]
    [InlineData("base", 256)]
    [InlineData("tiny", 64)]
    public void The_networks_that_come_with_the_program_have_names(string name, int cells) =>
        Assert.Equal(cells, EnhancerModel.Load(name).Parameters.Topology.Description.Cells);

    [Theory]
    [InlineData(200, 192, 48, "200 audio inputs")]
    [InlineData(240, 100, 48, "100 video inputs")]
    [InlineData(240, 192, 32, "32 outputs")]
    public void A_network_that_does_not_fit_is_refused_by_name(int audio, int video, int outputs, string named)
    {
        Save(
            FormerNetworks.Tiny with { AudioInputs = audio, VideoInputs = video, Outputs = outputs },
            FeatureScaling.Identity.ToExtras());
        BadInputException error = Assert.Throws<BadInputException>(() => EnhancerModel.Load(_path));
        Assert.Equal(_path, error.Subject);
        Assert.Contains(named, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_scaling_is_refused_by_the_tensor_it_lacks()
    {
        Dictionary<string, float[]> extras = FeatureScaling.Identity.ToExtras();
        extras.Remove("features.video.deviation");
        Save(FormerNetworks.Tiny, extras);
        BadInputException error = Assert.Throws<BadInputException>(() => EnhancerModel.Load(_path));
        Assert.Contains("features.video.deviation", error.Cause, StringComparison.Ordinal);
    }

    private static long InputEvents(EnhancerModel model, string engine)
    {
        using SpeechEnhancer enhancer = new(model.CreateEngine(engine), model.Scaling);
        Random random = new(1);
        float[] hop = new float[160];
        for (int i = 0; i < 100; i++)
        {
            for (int n = 0; n < hop.Length; n++) hop[n] = random.NextSingle() - 0.5f;
            enhancer.Process(hop, hop);
        }

        return enhancer.Events.Input;
    }

    private void Save(NetworkDescription description, Dictionary<string, float[]> extras) =>
        new NetworkFile(
            NetworkParameters.Initialize(new NetworkTopology(description), seed: 1), extras, new Dictionary<string, string>())
            .Save(_path);
}
