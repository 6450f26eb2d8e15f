using System.CommandLine;
using System.Text.Json;
using OnBoard.Device.Commands;
using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_virtual_board_is_able()
    {
        Assert.Equal(0, await Invoke("--only", "board,rails,lines,network,loudspeaker,disk", "--network", Network(), "--record", _folder));
        string text = _output.ToString();
        Assert.Contains("7 of 7 rails as they should be, modelled", text, StringComparison.Ordinal);
        Assert.Contains("a hop in", text, StringComparison.Ordinal);
        Assert.Contains("GB free", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_virtual_talker_is_seen_and_heard()
    {
        Assert.Equal(0, await Invoke("--only", "camera,microphone"));
        Assert.Contains("frames a second where 25 were asked for", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1500 ms of sound", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_that_is_not_here_is_missing_rail_by_rail_with_remedies_in_json()
    {
        Assert.Equal(3, await Invoke("--only", "rails", "--board", "zcu104", "--json"));
        JsonElement root = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal(3, root.GetProperty("exit_code").GetInt32());
        JsonElement[] findings = [.. root.GetProperty("findings").EnumerateArray()];
        Assert.Equal(10, findings.Length);
        Assert.All(findings, finding =>
        {
            Assert.Equal("missing", finding.GetProperty("state").GetString());
            Assert.False(string.IsNullOrEmpty(finding.GetProperty("remedy").GetString()));
        });
    }

    [Fact]
    public async Task A_camera_that_is_not_there_is_missing_and_a_damaged_network_failed()
    {
        Assert.Equal(3, await Invoke("--only", "camera", "--camera", "/dev/video99"));
        Assert.Contains("camera       MISSING  /dev/video99", _output.ToString(), StringComparison.Ordinal);
        string damaged = Path.Combine(_folder, "damaged.safetensors");
        File.WriteAllText(damaged, "nothing");
        Assert.Equal(1, await Invoke("--only", "network", "--network", damaged));
        Assert.Contains("network      FAILED", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_there_is_not_is_wrong_use()
    {
        Assert.Equal(2, await Invoke("--only", "everything"));
        Assert.Contains("rails", _error.ToString(), StringComparison.Ordinal);
    }

    private string Network()
    {
        string path = Path.Combine(_folder, "tiny.safetensors");
        new NetworkFile(
            NetworkParameters.Initialize(new NetworkTopology(FormerNetworks.Tiny), seed: 1), FeatureScaling.Identity.ToExtras(),
            new Dictionary<string, string>()).Save(path);
        return path;
    }

    private Task<int> Invoke(params string[] arguments) => CommandLine.InvokeAsync(
        ["check", .. arguments], [CheckCommand.Create()], new InvocationConfiguration { Output = _output, Error = _error });
}
