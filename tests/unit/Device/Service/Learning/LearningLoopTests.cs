using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Files;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;
using OnBoard.Tests.Unit.Device.Enhancement.Learning;
using OnBoard.Tests.Unit.Device.Service.Pipeline;
using OnBoard.Tests.Unit.Fabric.Rtl;

namespace OnBoard.Tests.Unit.Device.Service.Learning;

public sealed class LearningLoopTests : IDisposable
{
    private static readonly EnhancerModel Start = EnhancerModel.Untrained(NetworkDescription.Tiny, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("learned").FullName;
    private readonly ManualClock _clock = new();
    private readonly LiveCounters _counters = new();
    private readonly Conditions _conditions = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_learned_is_kept_and_taken_up_at_the_next_start()
    {
        LiveLearning learning = Learn(on: true, steps: 800);
        LearningStatus status = learning.Control.Status;
        Assert.Equal(LearningState.Training, status.State);
        Assert.True(status.Kept > 0);
        Assert.Equal(1, status.CheckpointNumber);
        Assert.Equal((status.CountsOnProcessor, status.CountsOnFabric), (_counters.TrainingOnProcessor, _counters.TrainingOnFabric));

        LiveLearning next = new(Start, _folder, new LearningControl(on: false));
        Assert.Equal(status.Checkpoint, next.Resumed?.Path);
        for (int matrix = 0; matrix < Start.Integers.Weights.Length; matrix++)
            Assert.Equal(learning.Learner.InUse.Weights[matrix], next.Model.Integers.Weights[matrix]);
    }

    [Fact]
    public void After_a_restart_forgetting_brings_back_the_network_that_was_learned_from()
    {
        IntegerNetwork learned = Learn(on: true, steps: 800).Learner.InUse.Clone();
        Assert.NotEqual(Start.Integers.Weights, learned.Weights);
        LiveLearning next = new(Start, _folder, new LearningControl(on: true));
        Assert.Equal(learned.Weights, next.Learner.InUse.Weights);
        using HopRing hops = new(4);
        LearningLoop loop = new(next, hops, _counters, _conditions, _clock);
        next.Control.ForgetWhatWasLearned();
        loop.Step();
        loop.Finish();
        Assert.Equal(Start.Integers.Weights, next.Learner.InUse.Weights);
        Assert.Equal(Start.Integers.Weights, new LiveLearning(Start, _folder, new LearningControl(on: false)).Model.Integers.Weights);
    }

    [Theory]
    [InlineData("0.61", 0.61f)]
    [InlineData(null, 0)] // of before there was trust
    [InlineData("NaN", 0)]
    [InlineData("7", 0)]
    [InlineData("much", 0)]
    public void Trust_is_taken_up_as_the_checkpoint_notes_it(string? note, float trust)
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: false));
        learning.Checkpoints.Save(new NetworkFile(
            Start.Integers, learning.Extras, note is null ? [] : new Dictionary<string, string> { [LiveLearning.TrustNote] = note }));
        LiveLearning next = new(Start, _folder, new LearningControl(on: false));
        Assert.Equal(trust, next.Learner.Trust);
        using HopRing hops = new(4);
        LearningLoop loop = new(next, hops, _counters, _conditions, _clock);
        Assert.Equal(trust, next.Weights.Trust);

        // And is noted again.
        next.Control.WriteCheckpoint();
        loop.Step();
        loop.Finish();
        Assert.Equal(trust, new LiveLearning(Start, _folder, new LearningControl(on: false)).Learner.Trust);
    }

    [Fact]
    public void A_checkpoint_is_written_when_it_is_asked_for()
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: false));
        using HopRing hops = new(HeardMinute.Hops);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        loop.Step();
        Assert.Empty(Directory.GetFiles(_folder));
        learning.Control.WriteCheckpoint();
        loop.Step();
        Assert.NotEmpty(Directory.GetFiles(_folder));
        loop.Finish();
        Assert.Equal(1, learning.Control.Status.CheckpointNumber);
        Assert.NotNull(new LiveLearning(Start, _folder, new LearningControl(on: false)).Resumed);
    }

    [Fact]
    public void Another_network_does_not_take_it_up()
    {
        Learn(on: true, steps: 800);
        Assert.Null(new LiveLearning(
            EnhancerModel.Untrained(NetworkDescription.Tiny, 2), _folder, new LearningControl(on: false)).Resumed);
    }

    [Fact]
    public void Switched_off_it_neither_gathers_nor_trains()
    {
        LearningStatus status = Learn(on: false, steps: 100).Control.Status;
        Assert.Equal((LearningState.Off, 0, 0.0), (status.State, status.Steps, status.ReplayFill));
    }

    /// <summary>The virtual room knows the clean speech; what it is must not matter to what is learned.</summary>
    [Fact]
    public void The_clean_reference_is_never_looked_at()
    {
        LiveLearning honest = Learn(on: true, steps: 500);
        LiveLearning fooled = Learn(on: true, steps: 500, falseReference: true);
        Assert.True(honest.Learner.Steps > 0);
        Assert.Equal(honest.Learner.LossAfter, fooled.Learner.LossAfter);
        Assert.Equal(honest.Learner.InUse.Weights[0], fooled.Learner.InUse.Weights[0]);
    }

    [Fact]
    public void A_disk_that_refuses_is_complained_about_and_learning_goes_on()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");
        LiveLearning learning = Learn(on: true, steps: 800, folder: Path.Combine(file, "learned"));
        Assert.Equal(["checkpoint not written"], _conditions.Current);
        Assert.True(learning.Control.Status.Kept > 0);
    }

    /// <summary>An error that nobody foresaw, at a step of training: no exception leaves the thread, and the ring is emptied on.</summary>
    [Fact]
    public void Any_failure_of_training_is_said_counted_and_leaves_the_sound_alone()
    {
        LiveLearning learning = Learn(on: true, steps: 100, moments: 0);
        Assert.Equal(["learning failed"], _conditions.Current);
        Assert.Contains("the sound goes on", Assert.Single(_conditions.Faults).Message, StringComparison.Ordinal);
        Assert.Equal(1, _counters.LearningFailures);
        Assert.Equal(LearningState.Failed, learning.Control.Status.State);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Any_failure_of_a_checkpoint_is_said_counted_and_leaves_the_sound_alone()
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: true), files: new BrokenDisk());
        using HopRing hops = new(4);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        learning.Control.WriteCheckpoint();
        Assert.True(loop.Step());
        Assert.Equal(["learning failed"], _conditions.Current);
        for (int i = 0; i < 20; i++)
        {
            Assert.NotNull(hops.TryBeginWrite());
            hops.EndWrite();
            Assert.True(loop.Step());
        }

        Assert.Equal((0, 1), (hops.Lost, _counters.LearningFailures));
        hops.Complete();
        Assert.False(loop.Step());
        loop.Finish();
    }

    [Fact]
    public void Late_hops_make_it_rest()
    {
        _counters.Latency.Add(LearningLoop.LatencyToRestAt + 1);
        long before = _clock.Nanoseconds;
        LiveLearning learning = Learn(on: true, steps: 40);
        Assert.True(_clock.Nanoseconds - before >= learning.Learner.Steps / 4 * 20_000_000, "it did not rest");
    }

    /// <summary>
    /// Training on the fabric, between hops that run there too: the same weights as on the processor, step for step, put in use by
    /// flips; whatever happens to the fabric meanwhile.
    /// </summary>
    [Theory]
    [InlineData(ModelFault.None)]
    [InlineData(ModelFault.Hang)]
    [InlineData(ModelFault.ReadError)]
    [InlineData(ModelFault.CorruptRequest)]
    [InlineData(ModelFault.WrongSequence)]
    public void On_the_fabric_it_learns_the_same(ModelFault fault)
    {
        LiveLearning processor = Learn(on: true, steps: 1200, folder: Path.Combine(_folder, "processor"));
        using FabricModel model = new(new ModelOptions { MemoryBytes = 4 << 20 });
        FabricTiming timing = FabricTiming.LongTimeouts with { Job = TimeSpan.FromSeconds(1), Frame = TimeSpan.Zero };
        using FabricSupervisor engine = new(
            new FabricEngine(Start.Integers, model.CreatePort(timing)), Start.Integers, TimeSpan.FromMilliseconds(20));
        short[] audio = new short[Start.Integers.Topology.Description.AudioInputs], gains = new short[Start.Integers.Topology.Description.Outputs];
        short[] video = new short[Start.Integers.Topology.Description.VideoInputs];
        int hop = 0;
        LiveLearning fabric = Learn(on: true, steps: 1200, folder: Path.Combine(_folder, "fabric"), supervisor: engine, between: () =>
        {
            if (++hop % 100 == 50) model.Inject(fault);
            engine.Forward(audio, video, gains);
        });
        Assert.Equal(processor.Learner.Steps, fabric.Learner.Steps);
        Assert.Equal(processor.Learner.LossAfter, fabric.Learner.LossAfter);
        Assert.Equal(processor.Learner.InUse.Weights, fabric.Learner.InUse.Weights);
        LearningStatus status = fabric.Control.Status;
        Assert.True(status.Kept > 0);
        Assert.True(status.StepsOnFabric > 0);
        if (fault != ModelFault.None) return;
        Assert.Equal(("fabric", status.Steps, 0L), (status.Engine, status.StepsOnFabric, status.StepsOnProcessor));

        // After a flip the logic sums anew once; the processor goes on with the sums that it keeps.
        double anew = (status.EventsPerStepOnFabric - processor.Control.Status.EventsPerStepOnProcessor) * status.Steps;
        Assert.InRange(anew, 0, status.Kept * (double)Start.Integers.Weights.Sum(matrix => matrix.Length));
        Assert.True(double.IsNaN(status.EventsPerStepOnProcessor));
        IntegerNetwork inUse = new(engine.Topology);
        engine.ReadWeights(inUse);
        Assert.Equal(fabric.Learner.InUse.Weights, inUse.Weights);
        Assert.True(engine.IsOnFabric);
    }

    /// <summary>The hop as the service does it, on its thread, while the learner's thread trains on the same fabric and puts weights in use.</summary>
    [Fact]
    public void A_hop_allocates_nothing_while_the_fabric_learns()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 4 << 20 });
        FabricSupervisor engine = new(new FabricEngine(Start.Integers, model.CreatePort(FabricTiming.LongTimeouts)), Start.Integers);
        using SpeechEnhancer enhancer = new(new FeatureEngine(engine), Start.Scaling);
        enhancer.WarmUp();
        using ManualResetEventSlim trains = new(initialState: false), ends = new(initialState: false);
        LiveLearning? learned = null;
        Thread learning = new(() => learned = Learn(on: true, steps: 100_000, supervisor: engine, until: () =>
        {
            trains.Set();
            return ends.IsSet;
        }));
        learning.Start();
        Assert.True(trains.Wait(TimeSpan.FromMinutes(1)), "it does not train");
        float[] noisy = new float[AudioFormat.HopLength], enhanced = new float[AudioFormat.HopLength];
        noisy.AsSpan().Fill(0.01f);
        Allocations.None(() =>
        {
            for (int hop = 0; hop < 200; hop++) enhancer.Process(noisy, enhanced);
        });
        ends.Set();
        learning.Join();
        Assert.True(learned!.Control.Status.StepsOnFabric > 0);
        Assert.Equal((0L, 0), (learned.Control.Status.StepsOnProcessor, engine.Faults));
    }

    /// <summary>The same on the logic itself, simulated cycle by cycle: all steps on the fabric, bits equal.</summary>
    [Fact]
    public void In_the_logic_it_learns_the_same()
    {
        Assert.True(Start.Integers.Topology.Description.SendsOnChange);
        LiveLearning processor = Learn(on: true, steps: 400, folder: Path.Combine(_folder, "processor"));
        using RtlSimulation simulation = SimulatedLogic.Create(seed: 1, memoryBytes: 4 << 20);
        simulation.SetBus(latencyLow: 30, latencyHigh: 30, stallPercent: 0);
        using FabricSupervisor engine = new(new FabricEngine(Start.Integers, simulation.CreatePort()), Start.Integers);
        short[] audio = new short[Start.Integers.Topology.Description.AudioInputs], gains = new short[Start.Integers.Topology.Description.Outputs];
        short[] video = new short[Start.Integers.Topology.Description.VideoInputs];
        LiveLearning fabric = Learn(
            on: true, steps: 400, folder: Path.Combine(_folder, "logic"), supervisor: engine,
            between: () => engine.Forward(audio, video, gains));
        Assert.Equal(processor.Learner.LossAfter, fabric.Learner.LossAfter);
        Assert.Equal(processor.Learner.InUse.Weights, fabric.Learner.InUse.Weights);
        LearningStatus status = fabric.Control.Status;
        Assert.Equal(("fabric", 400L, 0L), (status.Engine, status.StepsOnFabric, status.StepsOnProcessor));
        Assert.True(engine.IsOnFabric);
        Assert.Null(simulation.Violation);

        // What was learned is taken up at the next start, by this logic or by another.
        LiveLearning next = new(Start, Path.Combine(_folder, "logic"), new LearningControl(on: false));
        Assert.NotNull(next.Resumed);
        Assert.Equal(fabric.Learner.InUse.Weights, next.Model.Integers.Weights);
    }

    [Fact]
    public void A_fabric_without_room_for_a_second_network_leaves_training_to_the_processor_and_says_why()
    {
        using FabricSupervisor engine = new(
            new FabricEngine(Start.Integers, new FabricModel(new ModelOptions { MemoryBytes = 4 << 20, Contract = 1 }).CreatePort(FabricTiming.LongTimeouts)),
            Start.Integers);
        LiveLearning learning = new(Start, _folder, new LearningControl(on: true));
        Assert.Contains("the processor trains, not model", learning.TrainOn(engine), StringComparison.Ordinal);
        Assert.Equal("cpu", learning.Control.Status.Engine);
    }

    /// <summary>No camera: the talker is learned from by ear, and a status says so.</summary>
    [Fact]
    public void Without_a_camera_it_learns_by_ear()
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: true));
        using HopRing hops = new(HeardMinute.Hops);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        Play(HeardMinute.Intermittent.Value, hops, seen: false);
        loop.Step();
        Assert.NotNull(hops.TryBeginWrite());
        loop.Step();
        loop.Finish();
        LearningStatus status = learning.Control.Status;
        Assert.Equal((LearningState.Training, true), (status.State, status.IsByEar));
        Assert.True(status is { ClearSeconds: > 3, Steps: > 0 });
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void What_is_missing_to_learn_from_is_said_after_a_minute_and_no_longer_once_it_is_there()
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: true));
        using HopRing hops = new(HeardMinute.Hops);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        Play(HeardMinute.Steady.Value, hops, seen: false);
        loop.Step();
        Fault fault = Assert.Single(_conditions.Faults);
        Assert.Equal("too little to learn from", fault.State);
        Assert.Contains($"{learning.Learner.Findings.Explain()}; it listens on", fault.Message, StringComparison.Ordinal);
        Assert.Contains("were let go because", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("camera", fault.Message, StringComparison.Ordinal);
        Play(HeardMinute.Intermittent.Value, hops, seen: false);
        loop.Step();
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void Where_a_camera_sees_nobody_talk_the_way_to_learn_by_ear_is_named()
    {
        LiveLearning learning = new(Start, _folder, new LearningControl(on: true));
        using HopRing hops = new(HeardMinute.Hops);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        for (int i = 0; i < HeardMinute.Hops; i++)
        {
            hops.TryBeginWrite()!.Sight = SightChange.NoMouth;
            hops.EndWrite();
        }

        loop.Step();
        string message = Assert.Single(_conditions.Faults).Message;
        Assert.Contains("no mouth was found", message, StringComparison.Ordinal);
        Assert.Contains("--camera none", message, StringComparison.Ordinal);
        learning.Control.Toggle();
        Assert.NotNull(hops.TryBeginWrite());
        hops.EndWrite();
        loop.Step();
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void The_button_switches_it()
    {
        LearningControl control = new(on: false);
        Assert.True(control.Toggle());
        Assert.True(control.IsOn);
        Assert.False(control.Toggle());
        Assert.False(control.IsOn);
    }

    private LiveLearning Learn(
        bool on, int steps, bool falseReference = false, string? folder = null, FabricSupervisor? supervisor = null,
        Action? between = null, int moments = 4, Func<bool>? until = null)
    {
        LiveLearning learning = new(
            Start, folder ?? (falseReference ? Path.Combine(_folder, "fooled") : _folder), new LearningControl(on),
            new LearningOptions
            {
                StepsPerValidation = 200, AveragedMoments = moments, FirstRateShift = 1, CheckpointInterval = TimeSpan.FromHours(1),
            });
        if (supervisor is not null) Assert.Null(learning.TrainOn(supervisor));
        using HopRing hops = new(HeardMinute.Hops);
        LearningLoop loop = new(learning, hops, _counters, _conditions, _clock);
        Play(HeardMinute.Intermittent.Value, hops, seen: true, falseReference);
        loop.Step();
        hops.TryBeginWrite();
        for (int i = 0; i < steps / 4 && until?.Invoke() != true; i++)
        {
            loop.Step();
            between?.Invoke();
        }

        loop.Finish();
        return learning;
    }

    private static void Play(HeardMinute heard, HopRing hops, bool seen, bool falseReference = false)
    {
        Hop? hop = null;
        heard.Play(
            mouth =>
            {
                if (!seen) return;
                hop = hops.TryBeginWrite()!;
                hop.Sight = SightChange.Mouth;
                mouth.CopyTo(hop.Mouth);
            },
            sound =>
            {
                if (hop is null)
                {
                    hop = hops.TryBeginWrite()!;
                    hop.Sight = SightChange.None;
                }

                sound.CopyTo(hop.Noisy);
                hop.HasReference = falseReference;
                if (falseReference) hop.Clean.AsSpan().Fill(float.NaN);
                hops.EndWrite();
                hop = null;
            });
    }

    /// <summary>A disk whose driver has an error that is none of a disk.</summary>
    private sealed class BrokenDisk : IFileSystem
    {
        public void CreateDirectory(string path) => throw new InvalidOperationException("not a failure of a disk");

        public Stream Create(string path) => throw new InvalidOperationException();

        public void Synchronize(Stream file) => throw new InvalidOperationException();

        public void Rename(string from, string to) => throw new InvalidOperationException();

        public void Delete(string path)
        {
            // There is nothing.
        }

        public void SynchronizeDirectory(string path) => throw new InvalidOperationException();

        public byte[]? Read(string path) => null;
    }
}
