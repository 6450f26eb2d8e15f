using OnBoard.Device.Commands;
using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Commands.Checks;

public class AllChecksTests
{
    private readonly CheckContext _context = new(
        new RunSettings
        {
            RealBoard = false, Camera = Endpoint.None, Microphone = Endpoint.Virtual, Noise = Endpoint.None, Output = Endpoint.None,
            Network = "", Fabric = "cpu",
        },
        CancellationToken.None);

    [Fact]
    public void Names_are_told_apart() => Assert.Equal(AllChecks.List.Count, AllChecks.List.Select(check => check.Name).Distinct().Count());

    [Fact]
    public void A_missing_device_is_missing_and_ends_its_check()
    {
        Finding[] findings = [.. AllChecks.Look(new Failing(new DeviceMissingException("/dev/x", "is not there", "plug it in")), _context)];
        Assert.Equal([FindingState.Ok, FindingState.Missing], findings.Select(finding => finding.State));
        Assert.Equal(("/dev/x", "is not there", "plug it in"), (findings[1].Subject, findings[1].Text, findings[1].Remedy));
    }

    [Fact]
    public void Any_other_error_of_a_device_or_file_is_failed() => Assert.Equal(
        FindingState.Failed, AllChecks.Look(new Failing(new BadInputException("x.safetensors", "is empty", "copy it")), _context).Last().State);

    [Theory]
    [InlineData(new[] { 0, 1 }, 0)]
    [InlineData(new[] { 0, 3 }, 3)]
    [InlineData(new[] { 0, 2 }, 1)]
    [InlineData(new[] { 3, 2 }, 1)]
    public void The_exit_code_is_that_of_the_worst(int[] states, int code) =>
        Assert.Equal(code, CheckCommand.CodeOf(states.Select(state => (FindingState)state)));

    private sealed class Failing(OnBoardException error) : ICheck
    {
        public string Name => "failing";

        public IEnumerable<Finding> Look(CheckContext context)
        {
            yield return Finding.Ok("first", "well");
            throw error;
        }
    }
}
