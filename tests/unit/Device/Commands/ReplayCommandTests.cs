using System.CommandLine;
using OnBoard.Device.Commands;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Recording;
using OnBoard.Fabric.Files;
using OnBoard.Tests.Unit.Device.Service.Recording;

namespace OnBoard.Tests.Unit.Device.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData()]
    [InlineData("--fabric", "integer")]
    public async Task The_same_bits_are_success(params string[] more)
    {
        Assert.Equal(0, await Invoke(["replay", Record(), .. more]));
        Assert.Contains("the same bits", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bits_are_a_failure()
    {
        Assert.Equal(1, await Invoke(["replay", Record(), "--fabric", "float", "--json"]));
        Assert.Contains("\"equal\":false", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"recorded_engine\":\"cpu\"", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_network_is_refused()
    {
        string folder = Record();
        string other = SaveNetwork(seed: 5, "other.safetensors");
        Assert.Equal(1, await Invoke(["replay", folder, "--network", other]));
        Assert.Contains("is not the network that the recording was made with", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told()
    {
        Assert.Equal(1, await Invoke(["replay", Path.Combine(_root, "nothing")]));
        Assert.Contains("is no recording", _error.ToString(), StringComparison.Ordinal);
    }

    private string Record()
    {
        string network = SaveNetwork(seed: 4, "network.safetensors");
        RecordingFacts facts = new()
        {
            Engine = "cpu", Network = network, NetworkSha256 = EnhancerModel.Load(network).Sha256,
        };
        using RecordedSession session = new(_root, facts: facts);
        session.Pass(5);
        string folder = session.Recorder.Start();
        session.Pass(50);
        session.End();
        return folder;
    }

    private string SaveNetwork(int seed, string name)
    {
        EnhancerModel model = EnhancerModel.Untrained(RecordedSession.Model.Parameters.Topology.Description, seed);
        string path = Path.Combine(_root, name);
        new NetworkFile(model.Parameters, model.Scaling.ToExtras(), new Dictionary<string, string>()).Save(path);
        return path;
    }

    private Task<int> Invoke(string[] arguments) => CommandLine.InvokeAsync(
        arguments, [ReplayCommand.Create()], new InvocationConfiguration { Output = _output, Error = _error });
}
