using OnBoard.Drivers;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Network;

public class NetworkDescriptionTests
{
    [Fact]
    public void Json_gives_back_the_same_description()
    {
        NetworkDescription description = NetworkDescription.Large with { Law = ActivationLaw.Kay, DistalFromLayer = null };
        Assert.Equal(description, NetworkDescription.Parse(description.ToJson(), "test"));
    }

    /// <summary>Files of networks that send always stay what they were: programs that know no threshold read them.</summary>
    [Fact]
    public void A_threshold_is_in_the_description_where_there_is_one()
    {
        NetworkDescription description = NetworkDescription.Tiny with { SendThreshold = 7 };
        Assert.Contains("\"send_threshold\": 7", description.ToJson(), StringComparison.Ordinal);
        Assert.Equal(description, NetworkDescription.Parse(description.ToJson(), "test"));
        Assert.DoesNotContain("send_threshold", FormerNetworks.Tiny.ToJson(), StringComparison.Ordinal);
        Assert.False(NetworkDescription.Parse("""{"cells": 64}""", "test").SendsOnChange);
    }

    [Fact]
    public void A_read_out_of_all_layers_is_in_the_description_where_there_is_one()
    {
        NetworkDescription description = NetworkDescription.Tiny with { ReadsAllLayers = true };
        Assert.Equal(description, NetworkDescription.Parse(description.ToJson(), "test"));
        Assert.DoesNotContain("reads_all_layers", NetworkDescription.Tiny.ToJson(), StringComparison.Ordinal);
        Assert.Equal(
            ["audio.0", "video.0", "audio", "video", "bias"],
            new NetworkTopology(description).Readout.Segments.Select(segment => segment.Name));
    }

    [Fact]
    public void Laws_are_written_by_their_names() =>
        Assert.Contains("\"gated\"", NetworkDescription.Base.ToJson(), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"cells": 20}""", "Cells is 20")]
    [InlineData("""{"layers": 0}""", "Layers is 0")]
    [InlineData("""{"layers": 33}""", "Layers is 33")]
    [InlineData("""{"universal_groups": 3}""", "UniversalGroups is 3")]
    [InlineData("""{"send_threshold": 65}""", "SendThreshold is 65")]
    [InlineData("""{"send_threshold": -1}""", "SendThreshold is -1")]
    [InlineData("""{"distal_from_layer": 9}""", "DistalFromLayer is 9")]
    [InlineData("""{"law": "magic"}""", "law")]
    [InlineData("""{"cels": 16}""", "cels")]
    [InlineData("{", "not a network description")]
    [InlineData("null", "null")]
    public void What_cannot_be_built_is_named(string json, string cause)
    {
        BadInputException error = Assert.Throws<BadInputException>(() => NetworkDescription.Parse(json, "my.json"));
        Assert.Equal("my.json", error.Subject);
        Assert.Contains(cause, error.Cause, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("tiny", 0.05e6, 0.07e6)]
    [InlineData("base", 0.6e6, 0.7e6)]
    [InlineData("large", 33e6, 40e6)]
    public void Named_networks_have_about_the_documented_size(string name, double least, double most) =>
        Assert.InRange(new NetworkTopology(NetworkDescription.Load(name)).ParameterCount, least, most);

    [Fact]
    public void An_unknown_name_says_what_there_is() =>
        Assert.Contains("tiny, base, large", Assert.Throws<BadInputException>(() => NetworkDescription.Load("huge")).Remedy, StringComparison.Ordinal);
}
