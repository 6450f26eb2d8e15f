using System.CommandLine;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Commands;
using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Commands;

public sealed class EnergyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Laws_are_compared_and_written_as_json_csv_and_plots()
    {
        string csv = Path.Combine(_folder, "energy.csv"), svg = Path.Combine(_folder, "rails.svg");
        Assert.Equal(0, await Invoke(
            "--engine", "cpu", "--workload", "inference", "--window", "0.05", "--pairs", "3",
            "--network", Network(ActivationLaw.Cooperation), "--point", Network(ActivationLaw.Point), "--json", "--csv", csv, "--plot", svg));
        JsonElement root = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal("modelled", root.GetProperty("provenance").GetString());
        Assert.Equal(
            ["cooperation", "point"], root.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("law").GetString()));
        Assert.Contains(root.GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("`point, matched` is not measured", StringComparison.Ordinal));
        Assert.Contains("inference,cpu,point", File.ReadAllText(csv), StringComparison.Ordinal);
        string drawing = File.ReadAllText(svg);
        Assert.StartsWith("<?xml", drawing, StringComparison.Ordinal);
        Assert.Contains("</svg>", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_say_modelled_and_counted_each_for_itself()
    {
        string png = Path.Combine(_folder, "rails.png");
        Assert.Equal(0, await Invoke(
            "--engine", "cpu,float", "--window", "0.05", "--pairs", "3", "--network", Network(ActivationLaw.Cooperation), "--plot", png));
        string text = _output.ToString();
        Assert.Contains("modelled energy of one repeat", text, StringComparison.Ordinal);
        Assert.Contains("counted energy of one repeat", text, StringComparison.Ordinal);
        Assert.Contains("training step", text, StringComparison.Ordinal);
        Assert.Contains("the float engine has no training step", text, StringComparison.Ordinal);
        Assert.Equal("PNG", Encoding.ASCII.GetString(File.ReadAllBytes(png), 1, 3));
    }

    [Fact]
    public async Task Idle_power_can_be_kept()
    {
        string path = Path.Combine(_folder, "idle.json");
        Assert.Equal(0, await Invoke("--save-idle", path, "--window", "0.1", "--pairs", "3"));
        JsonElement root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        Assert.Equal("modelled", root.GetProperty("provenance").GetString());
        Assert.Equal(0.9, root.GetProperty("domains").GetProperty("PL").GetProperty("joules").GetDouble(), 0.05);
    }

    [Fact]
    public async Task A_network_of_another_law_is_not_taken_for_the_point_law()
    {
        string network = Network(ActivationLaw.Cooperation);
        Assert.Equal(1, await Invoke("--network", network, "--point", network));
        Assert.Contains("its law is cooperation, not point", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--engine", "gpu")]
    [InlineData("--workload", "nothing")]
    [InlineData("--pairs", "2")]
    [InlineData("--plot", "rails.gif")]
    [InlineData("--board", "zcu999")]
    public async Task Wrong_use_is_told(string option, string value)
    {
        Assert.Equal(2, await Invoke(option, value));
        Assert.Contains(option, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_whose_rails_are_not_here_is_a_missing_device()
    {
        Assert.Equal(3, await Invoke("--board", "zcu104"));
        Assert.Contains("none of its 10 rails can be read", _error.ToString(), StringComparison.Ordinal);
    }

    private string Network(ActivationLaw law)
    {
        string path = Path.Combine(_folder, $"{law}.safetensors");
        NetworkTopology topology = new(FormerNetworks.Tiny with { Law = law });
        new NetworkFile(
            NetworkParameters.Initialize(topology, seed: 1), FeatureScaling.Identity.ToExtras(), new Dictionary<string, string>()).Save(path);
        return path;
    }

    private Task<int> Invoke(params string[] arguments) => CommandLine.InvokeAsync(
        ["energy", .. arguments], [EnergyCommand.Create()], new InvocationConfiguration { Output = _output, Error = _error });
}
