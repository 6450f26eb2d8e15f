using System.Diagnostics;
using System.Text.Json;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Tests.System.Board;

namespace OnBoard.Tests.System;

/// <summary>
/// `onboard run --learn` on the board, in virtual time, from random weights: what the fabric learns is what the board's processor
/// learns, bit for bit, though the fabric fails again and again.
/// </summary>
internal sealed class FabricLearning(EmulatedBoard board, DeployedService service)
{
    private const string Folder = "/var/lib/onboard/learning";

    /// <summary>What was learned first is in use from 36 s on.</summary>
    private const int Seconds = 37;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Runs it all; the service is stopped meanwhile.</summary>
    public void IsThatOfTheProcessor()
    {
        board.Shell($"systemctl stop onboard; rm -rf {Folder}; install -d -o onboard {Folder}");
        JsonElement processor = Learn("cpu", () => { });
        long steps = processor.GetProperty("steps").GetInt64();
        Assert.True(steps >= 3000 && processor.GetProperty("kept").GetInt32() > 0, $"{processor}");

        JsonElement fabric = Learn("uio", () => { });
        Assert.Equal("fabric", fabric.GetProperty("engine").GetString());
        Assert.Equal((steps, steps, 0L), (Steps(fabric, "steps"), Steps(fabric, "steps_on_fabric"), Steps(fabric, "steps_on_processor")));
        SameWeights("uio");

        board.Shell($"rm -rf {Folder}/uio.*");
        int faults = 0;
        JsonElement faulty = Learn("uio", () => faults = FailAgainAndAgain());
        Assert.Equal(steps, Steps(faulty, "steps"));
        SameWeights("uio");
        Assert.Equal($"{faults}", board.Shell($"grep -c 'fabric is back' {Folder}/uio.json"));

        // What a fault took was done again: by the fabric and by the processor, so that it is counted twice.
        long again = Steps(faulty, "steps_on_fabric") + Steps(faulty, "steps_on_processor") - steps;
        Assert.InRange(again, 1, (long)faults * FabricTrainer.StepsBetweenSnapshots);
        service.Report($"{faults} faults of the fabric while it learned: {Steps(faulty, "steps_on_fabric")} steps on the fabric,"
            + $" {Steps(faulty, "steps_on_processor")} on the processor, {again} of them done again"
            + $" (at most {FabricTrainer.StepsBetweenSnapshots} a fault); the same weights");
        board.Shell($"systemctl start onboard; rm -rf {Folder}");
    }

    private static long Steps(JsonElement learning, string name) => learning.GetProperty(name).GetInt64();

    /// <summary>Each kind of fault, in a job of training, from the moment on that the fabric trains.</summary>
    private int FailAgainAndAgain()
    {
        WaitForSteps(200);

        // Other logic first: nothing but loading it anew helps, which root does, and the run goes on at the processor's pace meanwhile.
        LogicFault[] faults = [LogicFault.WrongIdentity, LogicFault.Hang, LogicFault.BusError, LogicFault.Reset, LogicFault.WrongSequence];
        int loads = board.Fabric.TimesLoaded;
        foreach (LogicFault fault in faults)
        {
            long before = OnFabric();
            board.Fabric.Logic.Fail(fault, FabricOperation.Train);
            if (fault == LogicFault.WrongIdentity) Wait(() => board.Fabric.TimesLoaded > loads, "it is not loaded anew");
            WaitForSteps(before + 60);
            service.Report($"fabric, {fault} in a job of training: it trains on");
        }

        return faults.Length;
    }

    private void WaitForSteps(long steps) => Wait(() => OnFabric() >= steps, $"the fabric does not train ({OnFabric()} of {steps} steps)");

    private long OnFabric() => Last() is { } learning ? Steps(learning, "steps_on_fabric") : 0;

    private JsonElement? Last()
    {
        string line = board.Try($"grep '\"kind\":\"status\"' {Folder}/uio.json | tail -n 1").Text;
        return line.StartsWith('{') ? JsonDocument.Parse(line).RootElement.GetProperty("learning") : null;
    }

    private JsonElement Learn(string fabric, Action meanwhile)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string program = $"/opt/onboard/current/onboard run --time virtual --board virtual --microphone virtual --camera virtual"
            + $" --learn --network untrained:tiny --fabric {fabric} --duration {Seconds} --output {Folder}/{fabric}.wav --checkpoints {Folder}/{fabric}.learned --record none --listen none --json";
        board.Shell("systemctl reset-failed learner 2> /dev/null; systemd-run --quiet --unit=learner --uid=onboard --gid=onboard"
            + $" --working-directory={Folder} sh -c '{program} > {Folder}/{fabric}.json'");
        meanwhile();
        Wait(() => board.Try("systemctl is-active learner").Text.Trim() is "inactive" or "failed", "it does not end");
        Assert.True(board.Shell("systemctl show learner -p Result --value") == "success", board.Try("journalctl -u learner -n 20 --no-pager").Text);
        string told = board.Shell($"cat {Folder}/{fabric}.json");
        JsonElement[] lines = [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement status = lines.Last(line => line.GetProperty("kind").GetString() == "status");
        Assert.Equal((100L * Seconds, 0L), (status.GetProperty("hops").GetInt64(), status.GetProperty("lost_hops").GetInt64()));
        JsonElement learning = status.GetProperty("learning");
        service.Report($"learning in virtual time on {fabric}: {status.GetProperty("hops")} hops, {Steps(learning, "steps")} steps,"
            + $" {Steps(learning, "steps_on_fabric")} of them on the fabric, in {watch.Elapsed.TotalSeconds:0} s;"
            + $" loss {learning.GetProperty("held_out_loss_before"):0.####} to {learning.GetProperty("held_out_loss_after"):0.####}");
        return learning;
    }

    private void SameWeights(string fabric)
    {
        string name = board.Shell($"cd {Folder}/cpu.learned && ls *.0.safetensors");
        Assert.Equal("", board.Shell($"cmp {Folder}/cpu.learned/{name} {Folder}/{fabric}.learned/{name}"));
        Assert.True(board.Fabric.Logic.Violation is null, board.Fabric.Logic.Violation);
    }

    private void Wait(Func<bool> done, string otherwise)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!done())
        {
            Assert.True(watch.Elapsed < Timeout, $"{otherwise}: {board.Try($"tail -n 3 {Folder}/uio.json; journalctl -u learner -n 20 --no-pager").Text}");
            Assert.True(board.Fabric.Failure is null, $"{board.Fabric.Failure}");
            Thread.Sleep(500);
        }
    }
}
