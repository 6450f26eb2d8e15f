using System.Text.Json;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

public class StatusTextTests
{
    private static readonly LiveStatus Status = new()
    {
        Time = TimeSpan.FromSeconds(75), Hops = 7500, LatencyMedian = 0.64, Latency99 = 1.26, LatencyMax = 7.94,
        DeadlineMisses = 3, LostHops = 2, Xruns = 1, Activity = 0.093, EventsPerHop = 61_234, HasCamera = true,
        SeesMouth = true, NoisySdr = -0.14, EnhancedSdr = 7.86,
    };

    [Fact]
    public void One_line_says_what_matters() => Assert.Equal(
        "time 01:15  SI-SDR -0.1 -> 7.9 dB  latency p99 1.3 ms  missed 3  lost 2  xruns 1  hops 7500  lips seen  active 9.3 %",
        StatusText.Line(Status));

    [Fact]
    public void What_is_unknown_is_left_out_or_a_dash_and_what_is_wrong_comes_first() => Assert.Equal(
        "time 01:15  MICROPHONE LOST  latency p99 1.3 ms  missed 3  lost 2  xruns 1  silent 40  hops 7500  lips no camera  active -",
        StatusText.Line(Status with
        {
            NoisySdr = double.NaN, EnhancedSdr = double.NaN, HasCamera = false, Activity = double.NaN,
            EventsPerHop = double.NaN, SilentHops = 40, Conditions = ["microphone lost"],
        }));

    [Fact]
    public void The_fields_of_a_terminal_say_it_all() => Assert.Equal(
        "time 01:15  SI-SDR -0.1 -> 7.9 dB (+8.0)  lips seen  active 9.3 %  events/hop 61 k  latency p50/p99/max 0.6/1.3/7.9 ms  " +
        "hops 7500  missed 3  lost 2  xruns 1",
        string.Join("  ", StatusText.Fields(Status).Select(field => $"{field.Name} {field.Value}")));

    [Fact]
    public void A_line_is_below_160_characters_whatever_there_is_to_tell()
    {
        string line = StatusText.Line(Status with
        {
            Time = TimeSpan.FromDays(365.9), Hops = long.MaxValue / 2, LatencyMedian = 1000, Latency99 = 12345.6, LatencyMax = 99999,
            DeadlineMisses = 123_456_789, LostHops = 123_456_789, Xruns = 123_456_789, SilentHops = 123_456_789, GuardedHops = 123_456_789,
            NoisySdr = -100.1, EnhancedSdr = -100.2, Conditions = ["microphone lost", "camera lost", "rails not read", "disk full", new string('x', 200)],
            Learning = new LearningStatus(),
        });
        Assert.InRange(line.Length, 100, 159);
        Assert.StartsWith("time 365.21:36:00  MICROPHONE LOST  CAMERA LOST  RAILS NOT READ  DISK FULL  SI-SDR", line, StringComparison.Ordinal);
    }

    [Fact]
    public void For_programs_each_line_is_an_object_and_the_unknown_is_null()
    {
        StringWriter output = new();
        JsonView view = new(output);
        view.Begin([("board", "virtual")]);
        view.Show(Status with { NoisySdr = double.NaN });
        view.Show(new SessionScore(0, 20, new SignalScore(1, 2, 3, double.NaN), new SignalScore(4, 5, 6, 7)));
        JsonElement[] lines =
        [
            .. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal(["begin", "status", "score"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal(7500, lines[1].GetProperty("hops").GetInt64());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("si_sdr_noisy_db").ValueKind);
        Assert.Equal(4, lines[2].GetProperty("enhanced").GetProperty("si_sdr_db").GetDouble());
    }
}
