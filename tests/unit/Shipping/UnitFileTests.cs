using System.Globalization;
using System.Text.RegularExpressions;
using OnBoard.Device.Commands;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Fpga;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>The unit files, judged by systemd itself.</summary>
public partial class UnitFileTests
{
    private static readonly string Folder = Repository.PathOf("petalinux", "board");

    [Fact]
    public void Systemd_calls_the_sandbox_of_the_service_good()
    {
        Tool judged = Tool.Run(
            "systemd-analyze", ["security", "--offline=true", "--no-pager", Path.Combine(Folder, "onboard.service")]);
        Match exposure = Exposure().Match(judged.Text);
        Assert.SkipUnless(exposure.Success, "this systemd-analyze judges no unit files offline");
        double level = double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(level <= 1.5, $"exposure level {level}, of 10: {judged.Text}");
    }

    [Theory]
    [InlineData("onboard.service")]
    [InlineData("onboard-fabric.service")]
    [InlineData("onboard-reload.socket")]
    [InlineData("onboard-reload@.service")]
    [InlineData("onboard-settle.service")]
    public void Systemd_understands_every_line(string unit)
    {
        Tool verified = Tool.Run("systemd-analyze", ["verify", "--man=no", Path.Combine(Folder, unit)]);

        // The programs are on the board, not here.
        string[] complaints = [.. verified.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(unit, StringComparison.Ordinal)
                && !line.Contains("is not executable", StringComparison.Ordinal))];
        Assert.Empty(complaints);
    }

    /// <summary>systemd kills a service that is still writing where it waits less than the program does.</summary>
    [Fact]
    public void Systemd_waits_as_long_for_the_end_as_the_program_may_take()
    {
        string unit = File.ReadAllText(Path.Combine(Folder, "onboard.service"));
        Assert.Equal(
            StopLimits.Unit, TimeSpan.FromSeconds(int.Parse(StopLine().Match(unit).Groups[1].Value, CultureInfo.InvariantCulture)));
        TimeSpan[] outwards = [Recorder.StopTimeout, StopLimits.Pipeline, StopLimits.Host, StopLimits.Process, StopLimits.Unit];
        Assert.Equal(outwards.Order(), outwards);
        Assert.Equal(outwards.Length, outwards.Distinct().Count());
        Assert.True(StopLimits.Pipeline > RootReload.AnswerTimeout);
    }

    [Fact]
    public void The_user_that_the_unit_names_is_the_one_that_is_made()
    {
        string unit = File.ReadAllText(Path.Combine(Folder, "onboard.service"));
        string users = File.ReadAllText(Path.Combine(Folder, "onboard.sysusers"));
        string user = UserLine().Match(unit).Groups[1].Value;
        Assert.Contains($"\nu {user} ", users, StringComparison.Ordinal);
        Assert.Contains($"GROUP=\"{user}\"", File.ReadAllText(Path.Combine(Folder, "60-onboard.rules")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"exposure level for onboard\.service: ([0-9.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline)]
    private static partial Regex StopLine();

    [GeneratedRegex(@"^User=(\w+)$", RegexOptions.Multiline)]
    private static partial Regex UserLine();
}
