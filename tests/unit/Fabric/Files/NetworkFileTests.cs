using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Files;

public sealed class NetworkFileTests : IDisposable
{
    private static readonly NetworkDescription Small = NetworkDescription.Tiny with { Cells = 16, AudioInputs = 5, VideoInputs = 3, Outputs = 4 };

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(ActivationLaw.Tm3)]
    [InlineData(ActivationLaw.Sq)]
    [InlineData(ActivationLaw.Gated)]
    public void A_network_is_read_as_it_was_written(ActivationLaw law)
    {
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(Small with { Law = law }), 4);
        new NetworkFile(parameters, new Dictionary<string, float[]> { ["features.x"] = [1, 2] }, new Dictionary<string, string> { ["note"] = "n" }).Save(_path);
        NetworkFile read = NetworkFile.Load(_path);
        Assert.Equal(parameters.Topology.Description, read.Parameters.Topology.Description);
        Assert.Equal(parameters.Weights.SelectMany(w => w), read.Parameters.Weights.SelectMany(w => w));
        Assert.Equal([1, 2], read.Extras["features.x"]);
        Assert.Equal("n", read.Notes["note"]);
    }

    [Fact]
    public void Integers_are_read_as_they_were_written()
    {
        IntegerNetwork network = IntegerNetwork.Quantize(NetworkParameters.Initialize(new NetworkTopology(Small), 4));
        network.RateShifts[2] = 9;
        new NetworkFile(network, new Dictionary<string, float[]> { ["features.x"] = [1, 2] }, new Dictionary<string, string>()).Save(_path);
        NetworkFile read = NetworkFile.Load(_path);
        Assert.NotNull(read.Integers);
        Assert.Equal(network.Weights.SelectMany(w => w), read.Integers.Weights.SelectMany(w => w));
        Assert.Equal(network.Scales, read.Integers.Scales);
        Assert.Equal(network.RateShifts, read.Integers.RateShifts);
        Assert.Equal(network.ToFloat().Weights.SelectMany(w => w), read.Parameters.Weights.SelectMany(w => w));
        Assert.Equal(["features.x"], read.Extras.Keys);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void A_scale_that_no_engine_has_is_refused(short scale)
    {
        IntegerNetwork network = new(new NetworkTopology(Small));
        network.Scales[1] = scale;
        new NetworkFile(network, new Dictionary<string, float[]>(), new Dictionary<string, string>()).Save(_path);
        Assert.Contains($"{scale} in scales", Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_safetensors_file_is_refused()
    {
        new SafetensorsFile([Tensor.Of("x", [1f], 1)], new Dictionary<string, string>()).Save(_path);
        Assert.Contains("not a network of OnBoard", Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("description", "carries no network description")]
    [InlineData("version", "version")]
    public void Metadata_that_is_missing_is_named(string key, string cause)
    {
        Rewrite(file => new SafetensorsFile(file.Tensors, file.Metadata.Where(entry => entry.Key != key).ToDictionary()));
        Assert.Contains(cause, Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_missing_is_named()
    {
        Rewrite(file => new SafetensorsFile(file.Tensors.Where(tensor => tensor.Name != "readout.bias"), file.Metadata));
        Assert.Contains("readout.bias", Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named()
    {
        Rewrite(file => new SafetensorsFile(
            file.Tensors.Select(tensor => tensor.Name == "readout.bias" ? Tensor.Of("readout.bias", new float[3], 1, 3) : tensor), file.Metadata));
        Assert.Contains("[1, 3]", Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused()
    {
        Rewrite(file => new SafetensorsFile(
            file.Tensors.Select(tensor => tensor.Name == "readout.bias" ? Tensor.Of("readout.bias", [0f, float.NaN, 0f, 0f], 1, 4) : tensor), file.Metadata));
        Assert.Contains("not finite", Assert.Throws<BadInputException>(() => NetworkFile.Load(_path)).Cause, StringComparison.Ordinal);
    }

    private void Rewrite(Func<SafetensorsFile, SafetensorsFile> change)
    {
        new NetworkFile(new NetworkParameters(new NetworkTopology(Small)), new Dictionary<string, float[]>(), new Dictionary<string, string>()).Save(_path);
        change(SafetensorsFile.Load(_path)).Save(_path);
    }
}
