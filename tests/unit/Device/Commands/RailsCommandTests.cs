using System.CommandLine;
using System.Text.Json;
using OnBoard.Device.Commands;

namespace OnBoard.Tests.Unit.Device.Commands;

public class RailsCommandTests
{
    private static readonly string[] VirtualRails =
        ["VCCPSINTFP", "VCCPSINTLP", "VCCPSDDR", "VCCINT", "VCCBRAM", "VCC3V3", "BOARD_12V"];

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Once_shows_every_rail_with_the_provenance()
    {
        Assert.Equal(0, await Invoke("--board", "virtual", "--once"));
        Assert.Contains("Virtual board: modelled", _output.ToString(), StringComparison.Ordinal);
        Assert.All(VirtualRails, rail => Assert.Contains(rail, _output.ToString(), StringComparison.Ordinal));
        Assert.Contains("board input, which feeds them", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_whose_domains_are_the_sums_of_their_rails()
    {
        Assert.Equal(0, await Invoke("--board", "virtual", "--once", "--json"));
        JsonElement root = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal("modelled", root.GetProperty("provenance").GetString());
        JsonElement[] rails = [.. root.GetProperty("rails").EnumerateArray()];
        Assert.Equal(VirtualRails.Order(), rails.Select(rail => rail.GetProperty("name").GetString()).Order());
        double logic = rails.Where(rail => rail.GetProperty("domain").GetString() == "PL")
            .Sum(rail => rail.GetProperty("watts").GetDouble());
        Assert.Equal(logic, root.GetProperty("domains").GetProperty("PL").GetProperty("watts").GetDouble(), 1e-9);
        double all = rails.Where(rail => rail.GetProperty("domain").GetString() != "BoardInput")
            .Sum(rail => rail.GetProperty("watts").GetDouble());
        Assert.Equal(all, root.GetProperty("rails_watts").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task In_a_pipe_there_is_a_line_for_each_rail_and_interval()
    {
        Assert.Equal(0, await Invoke("--board", "virtual", "--interval", "0.1", "--duration", "0.5"));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("seconds", lines[0].TrimStart(), StringComparison.Ordinal);
        Assert.Equal(0, (lines.Length - 1) % VirtualRails.Length);
        Assert.True(lines.Length > 1);
        Assert.All(lines[1..], line => Assert.Contains("modelled", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_board_whose_rails_are_not_here_is_a_missing_device_with_its_controller()
    {
        Assert.Equal(3, await Invoke("--board", "zcu102", "--once"));
        Assert.Contains("none of its 18 rails can be read", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("ff020000", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("--board", "zcu999")]
    [InlineData("--rate", "0")]
    [InlineData("--interval", "-1")]
    public async Task Wrong_use_is_told(string option, string value)
    {
        Assert.Equal(2, await Invoke(option, value, "--once"));
        Assert.Contains(option, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meter_that_is_not_there_is_a_missing_device()
    {
        Assert.Equal(3, await Invoke("--board", "virtual", "--once", "--meter", "/dev/ttyNothing"));
        Assert.StartsWith("onboard: /dev/ttyNothing: ", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> Invoke(params string[] arguments) => CommandLine.InvokeAsync(
        ["rails", .. arguments], [RailsCommand.Create()], new InvocationConfiguration { Output = _output, Error = _error });
}
