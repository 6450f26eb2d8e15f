using System.CommandLine;
using System.Text.Json;
using OnBoard.Device.Commands;
using OnBoard.Device.Commands.BringUp;
using OnBoard.Device.Enhancement;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Commands;

public sealed class BringUpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_virtual_board_and_a_model_of_the_fabric_are_tried_and_all_is_in_one_file()
    {
        string report = Path.Combine(_folder, "bring-up.json");
        int code = await Invoke("--bring-up", report, "--network", Network(), "--fabric", "model", "--board", "virtual");
        JsonElement root = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Row[] rows = [.. root.GetProperty("rows").EnumerateArray().Select(Row.Of)];

        // Everything that a board's documents list has its row.
        foreach (IBringUpTrial trial in BringUpTrials.List) Assert.Contains(rows, row => row.Area == trial.Area);
        Assert.All(rows, row => Assert.Contains(row.State, new[] { "pass", "skip", "fail" }));

        // What does not hang on how busy this machine is has passed; what is not here was skipped.
        foreach (string area in new[] { "board", "engines", "memory" })
            Assert.All(rows.Where(row => row.Area == area), row => Assert.True(row.State == "pass", row.Text));
        Assert.All(rows.Where(row => row.Subject.Contains("random jobs", StringComparison.Ordinal)), row => Assert.True(row.State == "pass", row.Text));
        Assert.Equal(7, rows.Count(row => row.Subject.StartsWith("rail ", StringComparison.Ordinal) && row.State == "pass"));
        foreach (string area in new[] { "reload", "playback", "panel", "display" })
            Assert.All(rows.Where(row => row.Area == area), row => Assert.Equal("skip", row.State));

        // Figures, and none where nothing was measured.
        Row rail = rows.First(row => row.Subject.StartsWith("rail ", StringComparison.Ordinal));
        Assert.Equal(rail.Figures["nominal"], rail.Figures["volts"], rail.Figures["nominal"] * 0.05);
        Row hop = Assert.Single(rows, row => row.Area == "hop");
        Assert.InRange(hop.Figures["infer_median"], 1e-4, hop.Figures["whole_p99"]);
        Row bytes = rows.First(row => row.Area == "memory");
        Assert.Equal((0.0, true), (bytes.Figures["wrong"], bytes.Figures["bytes"] > 1e6));
        Assert.InRange(rows.First(row => row.Area == "camera").Figures["rate"], 1, 26);
        Assert.InRange(rows.First(row => row.Area == "microphone").Figures["rate"], 15_000, 17_000);

        // The same as text, in the file and on the terminal; the code is that of the rows.
        string[] text = [.. root.GetProperty("text").EnumerateArray().Select(line => line.GetString()!)];
        Assert.Equal(rows.Length, text.Count(line => rows.Any(row => line.StartsWith($"{row.Area,-12} ", StringComparison.Ordinal) && line.Contains(row.Text, StringComparison.Ordinal)
            && line.Contains(row.Subject, StringComparison.Ordinal))));
        Assert.Contains(text[^1], _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(report, _output.ToString(), StringComparison.Ordinal);
        int failed = rows.Count(row => row.State == "fail");
        Assert.Equal(failed, root.GetProperty("counts").GetProperty("fail").GetInt32());
        Assert.Equal((failed > 0 ? 1 : 0, code), (root.GetProperty("exit_code").GetInt32(), code));
        Assert.Equal(failed > 0 ? 1 : 0, code);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_or_is_an_input_is_refused_before_anything_is_tried()
    {
        Assert.Equal(2, await Invoke("--bring-up", _folder));
        string network = Network();
        byte[] before = File.ReadAllBytes(network);
        Assert.Equal(2, await Invoke("--bring-up", network, "--network", network));
        Assert.Equal(before, File.ReadAllBytes(network));
        Assert.Equal(2, await Invoke("--bring-up", Path.Combine(_folder, "x.json"), "--only", "rails"));
        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData(0.85, nameof(BringUpState.Pass))]
    [InlineData(0.80, nameof(BringUpState.Fail))]
    [InlineData(0.90, nameof(BringUpState.Fail))]
    public void A_rail_off_its_nominal_voltage_fails_both_ways(double volts, string wanted)
    {
        BoardRail described = new("VCCINT", "i2c", 0x40, MonitorChip.Ina226, PowerDomain.PL, Volts: 0.85, ShuntMicroohms: 500);
        BringUpRow row = RailsTrial.Validate(described, Figures("VCCINT", PowerDomain.PL, volts, 4, RailVoltage.DoubtOf(described, volts)), Snapshot(4));
        Assert.Equal(wanted, row.State.ToString());
        Assert.Contains(row.Figures, figure => figure.Name == "off_nominal" && Math.Abs(figure.Value - (100 * ((volts / 0.85) - 1))) < 1e-9);
    }

    [Theory]
    [InlineData(4.0, nameof(BringUpState.Pass))]
    [InlineData(8.0, nameof(BringUpState.Fail))] // half the shunt
    public void A_rail_of_which_driver_and_registers_differ_fails(double driver, string wanted)
    {
        BoardRail described = new("VCCINT", "i2c", 0x40, MonitorChip.Ina226, PowerDomain.PL, Volts: 0.85, ShuntMicroohms: 500);
        BringUpRow row = RailsTrial.Agreement(new RailBothWays(described, 0.85, driver, 0.85, 4));
        Assert.Equal(wanted, row.State.ToString());
        Assert.Equal(4, row.Figures.Single(figure => figure.Name == "register_amperes").Value);
    }

    [Fact]
    public void Rails_that_take_more_than_goes_in_fail()
    {
        Assert.Equal(BringUpState.Fail, RailsTrial.AgainstInput(Snapshot(12, input: 10)).State);
        Assert.Equal(BringUpState.Pass, RailsTrial.AgainstInput(Snapshot(8, input: 10)).State);
        Assert.Equal(BringUpState.Skip, RailsTrial.AgainstInput(Snapshot(8)).State);
    }

    [Fact]
    public void Rails_that_do_not_see_the_processors_at_work_fail()
    {
        Assert.Equal(BringUpState.Pass, RailsTrial.UnderLoad(Snapshot(2), Snapshot(3)).State);
        Assert.Equal(BringUpState.Fail, RailsTrial.UnderLoad(Snapshot(2), Snapshot(2)).State);
    }

    [Theory]
    [InlineData(-1, nameof(BringUpState.Pass))]
    [InlineData(70_000, nameof(BringUpState.Fail))]
    public void A_byte_that_does_not_come_back_is_found_with_its_place(int stale, string wanted)
    {
        using StaleMemory memory = new(stale);
        BringUpRow row = MemoryTrial.ByProcessor(memory);
        Assert.Equal(wanted, row.State.ToString());
        if (stale >= 0) Assert.Contains($"0x{stale:X}", row.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(15_990)]
    [InlineData(16_160)]
    public void The_rate_of_hops_is_told_though_the_machine_takes_some_late(double rate)
    {
        Random random = new(1);
        long[] arrived = [.. Enumerable.Range(0, 250).Select(i => (long)((i * 160e9 / rate) + (random.Next(4) == 0 ? random.Next(40_000_000) : 0)))];
        Assert.Equal(rate, MicrophoneTrial.RateOf(arrived), tolerance: 0.5);
    }

    private static RailFigures Figures(string name, PowerDomain domain, double volts, double watts, string? doubt = null) => new(
        name, domain, "ina226 at i2c@ff030000 0x40 (registers)", ReadingState.Fresh, volts, watts / volts, watts, watts, watts, watts, 0, 10, 0, 0, null, doubt);

    private static RailsSnapshot Snapshot(double watts, double input = double.NaN)
    {
        List<RailFigures> rails = [Figures("VCCINT", PowerDomain.PS, 0.85, watts)];
        List<DomainFigures> domains = [new(PowerDomain.PS, watts, watts)];
        if (!double.IsNaN(input))
        {
            rails.Add(Figures("12V", PowerDomain.BoardInput, 12, input));
            domains.Add(new(PowerDomain.BoardInput, input, input));
        }

        return new("test", "measured", 0, rails, domains);
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

    private sealed record Row(string Area, string Subject, string State, string Text, Dictionary<string, double> Figures)
    {
        public static Row Of(JsonElement row) => new(
            row.GetProperty("area").GetString()!, row.GetProperty("subject").GetString()!, row.GetProperty("state").GetString()!,
            row.GetProperty("text").GetString()!,
            row.GetProperty("figures").EnumerateArray().Where(figure => figure.GetProperty("value").ValueKind == JsonValueKind.Number)
                .ToDictionary(figure => figure.GetProperty("name").GetString()!, figure => figure.GetProperty("value").GetDouble()));
    }

    /// <summary>Memory, one byte of which stays what it was, as behind a cache line that nobody wrote back.</summary>
    private sealed class StaleMemory(int stale) : IDmaMemory
    {
        private readonly byte[] _bytes = new byte[256 << 10];

        public string Name => "stale";

        public ulong BusAddress => 0x7000_0000;

        public int Length => _bytes.Length;

        public void Write(int offset, ReadOnlySpan<byte> data)
        {
            byte old = stale >= 0 ? _bytes[stale] : (byte)0;
            data.CopyTo(_bytes.AsSpan(offset));
            if (stale >= 0) _bytes[stale] = old;
        }

        public void Read(int offset, Span<byte> data) => _bytes.AsSpan(offset, data.Length).CopyTo(data);

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
