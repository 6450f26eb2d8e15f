using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Tests.System.Board;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.System;

/// <summary>
/// The whole board: boot, deployment, live sound and pictures through the fabric, rails, light and button, devices that go and come
/// back, a broken version, a hang, a power cut. One story in one test: each part stands on what the ones before it left.
/// </summary>
public sealed class BoardTests(VirtBoard board, ITestOutputHelper output) : IClassFixture<VirtBoard>
{
    private const int Rate = AudioFormat.SampleRate;

    private const string Recording = "/var/lib/onboard/heard";

    private static readonly string[] Settings =
    [
        "BOARD=zcu102", "NETWORK=tiny", "CAMERA=/dev/video0", "MICROPHONE=alsa:hw:Loopback,1,0", "FABRIC=uio", "LEARNING=off",
        $"LISTEN=0.0.0.0:{EmulatedBoard.PagePort}",
    ];

    private const string Speaker =
        "systemd-run --quiet --unit=speaker -p Restart=always -p StartLimitIntervalSec=0 -p RestartSec=0"
        + " aplay -q -D hw:Loopback,0,0 /root/spoken.wav";

    private readonly DeployedService _service = new(board, output);

    [Fact]
    public void A_board_boots_takes_a_version_reads_its_rails_and_goes_back_from_a_broken_one()
    {
        Assert.SkipWhen(EmulatedBoard.Release is null, "tests/system/run.sh starts these");
        Report($"booted: {board.BootTime.TotalSeconds:0} s from the start of the emulator to all of systemd");

        KernelSeesAllMonitors();
        board.LoadModule("board_logic");
        _service.Set([.. Settings, $"RECORD={Recording}"]);
        WavFile spoken = Speak();
        string first = DeployAndLive();
        TheLogicWasLoadedWithItsOverlay();
        ACameraThatIsPluggedInLaterIsTaken();
        CameraFabricAndRailsWork();
        LightAndButtonWork();
        WhatWasHeardIs(spoken);
        TheProcessorGivesTheBitsOfTheFabric();
        TheVerilatedLogicServesToo();
        new FabricLearning(board, _service).IsThatOfTheProcessor();
        new BringUpReport(board, _service).IsWhatTheMachineIs(board.Chips.Description.Rails.Count);
        DevicesGoAndComeBack();
        new DmaBuffer(board, _service).ServesInPlaceOfReservedMemory();
        RailsAreReadThroughTheKernelAndByRegister();
        NeitherTheClockNorOthersMemoryDisturbIt();
        ABrokenVersionGoesBackTo(first);
        AHangIsEndedByTheWatchdog();
        APowerCutDuringATrialEndsWith(first);
    }

    private void KernelSeesAllMonitors()
    {
        string chips = board.Shell("cat /sys/class/hwmon/hwmon*/name | grep -c ina226");
        Assert.Equal($"{board.Chips.Description.Rails.Count}", chips);
        Report($"the kernel's own drivers found {chips} INA226 behind the PCA9544 that this process models");
    }

    /// <summary>Noise that is nowhere like itself, said again and again into the far end of the sound card's cable.</summary>
    private WavFile Speak()
    {
        string file = Path.GetTempFileName();
        Random random = new(7);
        using (WavWriter writer = new(file, Rate))
            writer.Write([.. Enumerable.Range(0, 10 * Rate).Select(_ => (float)((0.4 * random.NextDouble()) - 0.2))]);
        board.Put(file, "/root/spoken.wav");
        WavFile spoken = WavFile.Read(file);
        File.Delete(file);
        board.Shell(Speaker);
        return spoken;
    }

    private string DeployAndLive()
    {
        _service.Deploy();
        Assert.Equal("onboard", board.Shell($"stat -c %U /proc/{_service.Process}"));
        Assert.Equal("yes", board.Shell("systemctl show onboard -p NoNewPrivileges --value"));
        Report($"live: {board.Shell("systemctl show onboard -p StatusText --value")}, resident "
            + board.Shell($"grep VmRSS /proc/{_service.Process}/status | tr -s '\\t ' ' '"));
        return _service.Version;
    }

    /// <summary>
    /// The overlay of fabric/vivado, as it ships, onto a tree that has what it refers to: the kernel writes the logic through its FPGA
    /// manager and makes the UIO device, which the service then opens as its own user.
    /// </summary>
    private void TheLogicWasLoadedWithItsOverlay()
    {
        Assert.Equal("applied", board.Shell("cat /sys/kernel/config/device-tree/overlays/onboard/status"));
        Assert.Equal("operating", board.Shell("cat /sys/class/fpga_manager/fpga0/state"));
        long bytes = long.Parse(board.Shell("stat -L -c %s /lib/firmware/onboard/mcc.bit.bin"), CultureInfo.InvariantCulture);
        Assert.Equal((1, bytes), (board.Fabric.TimesLoaded, board.Fabric.BytesLoaded));
        Report($"deployment loaded the overlay as it ships and {bytes} bytes of logic through the FPGA manager");
    }

    /// <summary>
    /// Its driver is a module that nobody has loaded: the group of its device nodes was unknown when the unit started.
    /// </summary>
    private void ACameraThatIsPluggedInLaterIsTaken()
    {
        Assert.Equal("0", board.Shell("grep -c video4linux /proc/devices || true"));
        Assert.True(_service.Complains("camera"), _service.Conditions());
        int restarts = _service.Restarts;
        Stopwatch watch = Stopwatch.StartNew();
        board.LoadModule("vivid");
        _service.WaitUntil(() => !_service.Complains("camera"), $"the camera is not taken: {_service.Conditions()}");
        Assert.Equal(restarts, _service.Restarts);
        Report($"a camera whose driver was loaded while the service ran: taken after {watch.Elapsed.TotalSeconds:0} s, no restart");
    }

    private void CameraFabricAndRailsWork()
    {
        long jobs = board.Fabric.Logic.JobsStarted;
        JsonElement status = default;
        _service.WaitUntil(
            () =>
            {
                status = _service.Status;
                return status.GetProperty("camera").GetProperty("pictures").GetInt64() > 3
                    && status.GetProperty("hops").GetProperty("inferred").GetInt64() > 100 && Energy(status) is not null;
            },
            "no pictures, inferences or energy");
        string conditions = _service.Conditions();
        foreach (string part in (string[])["camera", "microphone", "rails", "status light", "learn button"])
            Assert.False(_service.Complains(part), conditions);
        string network = _service.Fact("network");
        Assert.Contains("uio", network, StringComparison.Ordinal);
        Assert.True(board.Fabric.Failure is null, $"{board.Fabric.Failure}");
        _service.WaitUntil(() => board.Fabric.Logic.JobsStarted > jobs + 100, $"no jobs for the fabric: {conditions}");
        JsonElement energy = Energy(status)!.Value;
        Assert.Equal("measured", energy.GetProperty("provenance").GetString());
        Report($"vivid: {status.GetProperty("camera").GetProperty("pictures")} pictures; network: {network}");
        Report($"UIO: {board.Fabric.Logic.JobsStarted} jobs done by {board.Fabric.Logic.Name}; hops: {status.GetProperty("hops")}");
        Report($"energy of a hop, {energy.GetProperty("provenance")}: {energy.GetProperty("joules")} J"
            + $" +- {energy.GetProperty("interval")} J ({energy.GetProperty("basis")}); conditions: {conditions}");
    }

    private static JsonElement? Energy(JsonElement status)
    {
        foreach (JsonElement figure in status.GetProperty("energy").EnumerateArray())
        {
            if (figure.GetProperty("name").GetString() == "hop, whole board" && figure.GetProperty("joules").ValueKind == JsonValueKind.Number)
                return figure;
        }

        return null;
    }

    /// <summary>The light of gpio-leds is lit, and the button of gpio-keys switches learning, through the sandbox of the unit.</summary>
    private void LightAndButtonWork()
    {
        string lines = board.Shell("dirname /sys/devices/platform/gpio-simulator/gpiochip*/sim_gpio0");
        Assert.Equal("1", board.Shell($"cat {lines}/sim_gpio{DeviceTree.LightLine}/value"));
        string? before = _service.Control("learn");
        string button = $"{lines}/sim_gpio{DeviceTree.ButtonLine}/pull";
        string press = $"echo pull-up > {button}; sleep 1; echo pull-down > {button}; sleep 1"; // three seconds would be a hold
        board.Shell(press);
        _service.WaitUntil(() => _service.Control("learn") != before, "the button does not switch learning");
        board.Shell(press);
        _service.WaitUntil(() => _service.Control("learn") == before, "the button does not switch learning back");
        Report($"light and button: lit by gpio-leds; gpio-keys switched learning from {before}, and back");
    }

    /// <summary>What the microphone heard, as the service kept it: somewhere in what was played, sample for sample.</summary>
    private void WhatWasHeardIs(WavFile spoken)
    {
        board.Shell("systemctl stop onboard");
        string file = Path.GetTempFileName();
        board.Get($"{Recording}/noisy.wav", file);
        float[] heard = WavFile.Read(file).Samples;
        File.Delete(file);
        const int Piece = 1600;
        int pieces = 0, found = 0;
        for (int at = 0; at + Piece <= heard.Length; at += Piece)
        {
            ReadOnlySpan<float> piece = heard.AsSpan(at, Piece);
            if (piece.IndexOfAnyExcept(0f) < 0) continue;
            pieces++;
            if (spoken.Samples.AsSpan().IndexOf(piece) >= 0) found++;
        }

        Assert.True(found > 0, $"none of {pieces} pieces of 0.1 s was what was played");
        Report($"snd-aloop: {found} of {pieces} pieces of 0.1 s that the service heard are what was played, bit for bit");
    }

    /// <summary>What the fabric made of the sound is made again by the guest's own processor.</summary>
    private void TheProcessorGivesTheBitsOfTheFabric()
    {
        string replay = board.Shell($"cd /tmp && runuser -u onboard -- /opt/onboard/current/onboard replay {Recording} --fabric cpu");
        Report($"the recording, again on the processor: {replay.Replace('\n', ';')}");
        _service.Set(Settings);
        board.Shell("systemctl start onboard");
    }

    /// <summary>Camera, sound card, I2C bus and fabric fail under the running service and come back: it says so, and goes on.</summary>
    private void DevicesGoAndComeBack()
    {
        int restarts = _service.Restarts;
        GoesAndComesBack(
            "camera", "camera", () => board.Shell("echo vivid.0 > /sys/bus/platform/drivers/vivid/unbind"),
            () => board.Shell("echo vivid.0 > /sys/bus/platform/drivers/vivid/bind"));
        GoesAndComesBack(
            "sound card", "microphone",
            () => board.Shell("systemctl stop speaker; echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/unbind"),
            () => board.Shell("echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/bind; sleep 1; " + Speaker));
        GoesAndComesBack(
            "I2C bus held low", "rails", () => board.Chips.Bus.Fault = I2cFault.BusStuck, () => board.Chips.Bus.Fault = null);
        FabricFails();
        Assert.Equal(restarts, _service.Restarts);
    }

    /// <summary>From the model of the contract to the logic itself, cycle by cycle, unless that is what was chosen.</summary>
    private void TheVerilatedLogicServesToo()
    {
        board.Shell("systemctl stop onboard");
        if (!EmulatedBoard.IsLogicChosen) board.Fabric.Use("rtl");
        board.Shell("systemctl start onboard");
        _service.GoesOn();
        FabricFails();
        Report($"{board.Fabric.Logic.Name}: {board.Fabric.Logic.JobsStarted} jobs; hops: {_service.Status.GetProperty("hops")}");
    }

    /// <summary>Whatever the fabric does, hops are delivered, and it is used again.</summary>
    private void FabricFails()
    {
        HasJobs("at first", 0);
        foreach (LogicFault fault in Enum.GetValues<LogicFault>().Except([LogicFault.WrongIdentity]))
        {
            long jobs = board.Fabric.Logic.JobsStarted;
            board.Fabric.Logic.Fail(fault);
            HasJobs($"after {fault}", jobs);
            Report($"fabric, {fault} in one job: jobs go on");
        }

        OtherLogicIsReplacedByRoot();
        Assert.True(board.Fabric.Logic.Violation is null, board.Fabric.Logic.Violation);
        Assert.True(board.Fabric.Failure is null, $"{board.Fabric.Failure}");
    }

    private void HasJobs(string when, long jobs) =>
        _service.WaitUntil(() => board.Fabric.Logic.JobsStarted > jobs + 100, $"no jobs {when}: {_service.Conditions()}");

    /// <summary>A soft reset does not help; the service asks root, who loads the logic anew while its device stays open.</summary>
    private void OtherLogicIsReplacedByRoot()
    {
        int loads = board.Fabric.TimesLoaded;
        long jobs = board.Fabric.Logic.JobsStarted;
        Stopwatch watch = Stopwatch.StartNew();
        board.Fabric.Logic.Fail(LogicFault.WrongIdentity);
        _service.WaitUntil(() => board.Fabric.TimesLoaded > loads, $"root does not load it: {_service.Conditions()}");
        HasJobs("after it was loaded anew", jobs);
        Report($"other logic in the fabric: root loaded it anew for the service, jobs again after {watch.Elapsed.TotalSeconds:0} s");
    }

    private void GoesAndComesBack(string what, string part, Action goes, Action comes)
    {
        goes();
        _service.WaitUntil(() => _service.Complains(part), $"{what} is gone and nothing is said");
        string told = _service.Status.GetProperty("conditions").EnumerateArray()
            .First(condition => condition.GetProperty("part").GetString() == part).GetProperty("message").GetString()!;
        _service.GoesOn();
        comes();
        Stopwatch watch = Stopwatch.StartNew();
        _service.WaitUntil(() => !_service.Complains(part), $"{what} is back and nothing follows: {_service.Conditions()}");
        _service.GoesOn();
        Report($"{what} gone (\"{told}\") and back: used again after {watch.Elapsed.TotalSeconds:0} s");
    }

    private void RailsAreReadThroughTheKernelAndByRegister()
    {
        BoardRail rail = board.Chips.Description.Rails.First(candidate => candidate.Name == "VCCINT");
        board.Chips["VCCINT"].Volts = 0.85;
        board.Chips["VCCINT"].Amperes = 4;
        AssertRails("through the kernel's drivers");

        // The kernel gives the chips up: the service's own driver reads their registers.
        board.Shell("for chip in /sys/bus/i2c/drivers/ina2xx/*-00*; do basename $chip > /sys/bus/i2c/drivers/ina2xx/unbind; done");
        AssertRails("by their registers");

        // A chip goes: that rail is missing, the others stay.
        board.Chips.Behind[rail.Channel!.Value].Detach(rail.Address);
        JsonElement[] rails = Rails(out _);
        string? reason = Fault(rails, rail.Name);
        Assert.True(reason is not null && reason.Contains("acknowledge", StringComparison.Ordinal), $"{rail.Name}: {reason}");
        Assert.Equal(17, rails.Count(entry => !entry.TryGetProperty("fault", out _)));
        Report($"a chip that is gone: its rail has a reason in place of a figure (\"{reason}\"), the other 17 are read");
    }

    private void AssertRails(string way)
    {
        JsonElement[] rails = Rails(out string all);
        Assert.True(rails.Length == board.Chips.Description.Rails.Count, all);
        foreach (BoardRail rail in board.Chips.Description.Rails)
        {
            KnownRail truth = board.Chips[rail.Name];
            double volts = Field(rails, rail.Name, "volts") ?? throw new InvalidOperationException($"{rail.Name} not read: {all}");
            double amperes = Field(rails, rail.Name, "amperes")!.Value;
            // hwmon gives whole millivolts and milliamperes; the chip's own step is 1.25 mV and 2.5 uV over the shunt.
            Assert.True(Math.Abs(volts - truth.Volts) < 0.0025, $"{rail.Name}: {volts} V, set to {truth.Volts} V");
            Assert.True(Math.Abs(amperes - truth.Amperes) < 0.005, $"{rail.Name}: {amperes} A, set to {truth.Amperes} A");
        }

        Report($"rails {way}: {rails.Length} of {rails.Length} within 2.5 mV and 5 mA of what was set");
    }

    private void NeitherTheClockNorOthersMemoryDisturbIt()
    {
        int restarts = _service.Restarts;
        board.Shell("date --set '+1 hour'");
        _service.GoesOn();
        board.Shell("head -c 400M /dev/zero > /dev/shm/fill");
        _service.GoesOn();
        board.Shell("rm /dev/shm/fill; date --set '-1 hour'");
        _service.GoesOn();
        Assert.Equal(restarts, _service.Restarts);
        Report("the clock set by an hour, there and back, and 400 MiB of 1 GiB taken by others: hops go on");
    }

    private void ABrokenVersionGoesBackTo(string version)
    {
        string broken = Directory.CreateTempSubdirectory("onboard-broken-").FullName;
        Command.Run("cp", "-a", $"{EmulatedBoard.Release}/.", broken).Must();
        File.WriteAllText(Path.Combine(broken, "onboard"), "#!/bin/sh\necho this build is broken\nexit 1\n");
        Command.Run(Repository.PathOf("petalinux", "stage.sh"), "--manifest", broken).Must();
        Stopwatch watch = Stopwatch.StartNew();
        Command deployed = board.Deploy("--release", broken, "--health", "300");
        Directory.Delete(broken, recursive: true);
        Assert.True(deployed.ExitCode == 4, deployed.Text);
        Assert.Equal(version, _service.Version);
        Assert.Equal("active", board.Shell("systemctl is-active onboard"));
        Report($"a broken version: {watch.Elapsed.TotalSeconds:0} s from deploy.sh to the version before, healthy again");
    }

    private void AHangIsEndedByTheWatchdog()
    {
        int before = _service.Restarts;
        string process = _service.Process;
        Stopwatch watch = Stopwatch.StartNew();
        board.Shell($"kill -STOP {process}");
        _service.WaitUntil(() => _service.Restarts > before && board.Shell("systemctl is-active onboard || true") == "active", "no restart");
        Assert.NotEqual(process, _service.Process);
        Report($"a hang: restarted by the watchdog after {watch.Elapsed.TotalSeconds:0} s");

        watch.Restart();
        before = _service.Restarts;
        board.Shell($"kill -KILL {_service.Process}");
        _service.WaitUntil(() => _service.Restarts > before && _service.Hops > 0, "no restart");
        Report($"SIGKILL: sound again after {watch.Elapsed.TotalSeconds:0} s");
    }

    private void APowerCutDuringATrialEndsWith(string version)
    {
        // As a switch leaves it that has put a version in force and waits for its health.
        board.Shell(
            $"cp -a /opt/onboard/releases/{version} /opt/onboard/releases/other && ln -sfn releases/other /opt/onboard/current"
            + $" && echo 'other {version}' > /opt/onboard/trial && sync");
        board.CutPower();
        _service.WaitUntil(() => board.Shell("systemctl is-active onboard || true") == "active" && _service.Hops > 0, "no service after the power cut");
        Assert.Equal(version, _service.Version);
        Assert.Equal("gone", board.Shell("[ -e /opt/onboard/trial ] || echo gone"));
        Assert.StartsWith($"/opt/onboard/releases/{version}/", board.Shell(
            "readlink /proc/$(systemctl show onboard -p MainPID --value)/exe"), StringComparison.Ordinal);
        Report("a power cut during a trial: boots with the version before");
    }

    private JsonElement[] Rails(out string text)
    {
        // As the service's user, so that its permissions are what is tested.
        text = board.Try("runuser -u onboard -- /opt/onboard/current/onboard rails --once --json --board zcu102").Text;
        string line = text.Split('\n').FirstOrDefault(candidate => candidate.StartsWith('{')) ?? throw new InvalidOperationException(text);
        return [.. JsonDocument.Parse(line).RootElement.GetProperty("rails").EnumerateArray()];
    }

    private static JsonElement Entry(JsonElement[] rails, string name) =>
        rails.Single(rail => rail.GetProperty("name").GetString() == name);

    private static double? Field(JsonElement[] rails, string name, string field) =>
        Entry(rails, name).GetProperty(field) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static string? Fault(JsonElement[] rails, string name) =>
        Entry(rails, name).TryGetProperty("fault", out JsonElement fault) ? fault.GetString() : null;

    private void Report(string line) => _service.Report(line);
}
