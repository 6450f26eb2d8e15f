using OnBoard.Tests.System.Board;

namespace OnBoard.Tests.System;

/// <summary>The SoC's own drivers under the board's own device tree carry the service.</summary>
public sealed class Zcu102Tests(Zcu102Board board, ITestOutputHelper output) : IClassFixture<Zcu102Board>
{
    [Fact]
    public void The_socs_own_devices_carry_the_service_and_its_fabric()
    {
        Assert.SkipWhen(EmulatedBoard.Release is null, "tests/system/run.sh starts these");
        DeployedService service = new(board, output);
        service.Report($"booted: {board.BootTime.TotalSeconds:0} s from the start of the emulator to all of systemd");
        Assert.Equal("4", board.Shell("nproc"));
        Assert.Contains("ZCU102", board.Shell("tr -d '\\0' < /proc/device-tree/model"), StringComparison.Ordinal);
        foreach (string driver in (string[])["xuartps", "macb", "sdhci-arasan", "rtc_zynqmp"])
        {
            Assert.True(
                board.Try($"ls -d /sys/bus/platform/drivers/{driver}/f*").ExitCode == 0, $"{driver} has no device");
        }

        board.LoadModule("vivid");
        service.Set(
            "NETWORK=tiny", "CAMERA=/dev/video0", "MICROPHONE=alsa:hw:Loopback,1,0", "FABRIC=uio",
            $"LISTEN=0.0.0.0:{EmulatedBoard.PagePort}");
        board.Shell(
            "systemd-run --quiet --unit=speaker sh -c 'cat /dev/urandom | aplay -q -D hw:Loopback,0,0 -f S16_LE -r 16000'");
        service.Deploy();

        // This machine's tree holds the fabric's node, and keeps less memory than the overlay gives to the logic: that is refused.
        Assert.Contains("does not keep 64 MiB at 0x70000000", board.Shell("journalctl -u onboard-fabric --no-pager"), StringComparison.Ordinal);
        long jobs = board.Fabric.Logic.JobsStarted;
        service.WaitUntil(() => board.Fabric.Logic.JobsStarted > jobs + 100, $"no jobs for the fabric: {service.Conditions()}");
        Assert.Contains("uio", service.Fact("network"), StringComparison.Ordinal);
        Assert.Contains("ZCU102", service.Fact("board"), StringComparison.OrdinalIgnoreCase);

        // No I2C controller, so no rail has a figure, and the service says why.
        Assert.True(service.Complains("rails"), service.Conditions());
        service.Report($"the board is known by its device tree; fabric by UIO: {board.Fabric.Logic.JobsStarted} jobs; "
            + $"hops: {service.Status.GetProperty("hops")}; conditions: {service.Conditions()}");
    }
}
