using System.Collections.Concurrent;
using System.Diagnostics;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>
/// A fabric in software, behind the registers, the interrupt and the memory that the logic has, on a thread of its own: the
/// virtual board's accelerator. It keeps the whole contract (refuses, fails, resets) and can be made to go wrong. It gives the
/// logic's bits, not its speed: cycles are nominal.
/// </summary>
public sealed class FabricModel : IDisposable
{
    private readonly ModelOptions _options;
    private readonly ModelRegisters _registers;
    private readonly ModelMemory _memory;
    private readonly ModelInterrupt _interrupt;
    private readonly ModelCore _core;
    private readonly ModelJob _job = new();
    private readonly byte[] _result = new byte[ResultLayout.Bytes];
    private readonly ConcurrentQueue<ModelFault> _faults = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _reloads, _ends, _isDeaf, _losesInterrupt;
    private FabricState _state;

    /// <summary>Starts a model; it waits for its driver.</summary>
    public FabricModel(ModelOptions? options = null)
    {
        _options = options ?? new ModelOptions();
        _memory = new ModelMemory(_options.SharedMemory ?? new byte[_options.MemoryBytes], _options.BusAddress);
        _registers = new ModelRegisters(_options.SharedRegisters ?? new uint[FabricRegisters.WindowBytes / sizeof(uint)], Look);
        _interrupt = new ModelInterrupt(() => IsInterruptHigh);
        _core = new ModelCore(_memory, _options);
        PowerUp();
        _thread = new Thread(Run) { Name = "onboard fabric model", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Jobs that were begun.</summary>
    public long JobsStarted { get; private set; }

    /// <summary>Whether the interrupt line is high.</summary>
    public bool IsInterruptHigh =>
        !_losesInterrupt
        && (_registers.Get(FabricRegisters.InterruptEnable) & 1) != 0
        && _registers.Get(FabricRegisters.Done) != _registers.Get(FabricRegisters.Acknowledge)
        && !IsHeldInReset();

    /// <summary>Whether loading it anew fails too: it is broken for good.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What a driver touches of it; disposing of the port ends the model.</summary>
    /// <param name="timing">How long the driver waits; null for <see cref="FabricTiming.Model"/>.</param>
    public FabricPort CreatePort(FabricTiming? timing = null) =>
        new("model", _registers, _interrupt, _memory, timing ?? FabricTiming.Model, Reload, this);

    /// <summary>Lets the next jobs that nothing was said of go wrong, one fault each.</summary>
    public void Inject(params ReadOnlySpan<ModelFault> faults)
    {
        foreach (ModelFault fault in faults) _faults.Enqueue(fault);
    }

    /// <summary>Has it look at its registers: what was written to shared ones it does not notice by itself.</summary>
    public void Look() => _wake.Set();

    /// <summary>Loads it anew, as a bitstream is: everything in it is as at first, memory stays.</summary>
    public void Reload()
    {
        _reloads = true;
        while (_reloads && !_ends)
        {
            _wake.Set();
            Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ends) return;
        _ends = true;
        _wake.Set();
        _thread.Join();
        _core.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_ends)
        {
            if (_reloads) PowerUp();
            Step();
            _wake.WaitOne();
        }
    }

    /// <summary>Looks at the registers once and does what they ask for.</summary>
    private void Step()
    {
        if (IsHeldInReset())
        {
            // What was submitted is dropped: DONE follows SUBMIT.
            _core.Forget();
            uint submitted = _registers.Get(FabricRegisters.Submit);
            _registers.Set(FabricRegisters.Started, submitted);
            _registers.Set(FabricRegisters.Done, submitted);
            AnswerFlip(isBusy: false);
            Enter(FabricState.Reset);
            return;
        }

        if (_isDeaf) return;
        if (_state == FabricState.Fault)
        {
            AnswerFlip(isBusy: false);
            return;
        }

        if ((_registers.Get(FabricRegisters.Control) & FabricRegisters.ControlEnable) == 0)
        {
            Enter(FabricState.Reset);
            return;
        }

        Enter(FabricState.Idle);
        uint sequence = _registers.Get(FabricRegisters.Submit);
        if (sequence == _registers.Get(FabricRegisters.Done))
        {
            AnswerFlip(isBusy: false);
            return;
        }

        RunJob(sequence);

        // While it ran, something may have been asked for.
        _wake.Set();
    }

    private void RunJob(uint sequence)
    {
        _registers.Set(FabricRegisters.Started, sequence);
        Enter(FabricState.Busy);
        JobsStarted++;
        _faults.TryDequeue(out ModelFault fault);
        if (fault == ModelFault.SpuriousInterrupt)
        {
            // Not before the driver has had its look does the job begin.
            _interrupt.Fire();
            SpinWait.SpinUntil(() => _interrupt.IsEnabled || IsStopped(), TimeSpan.FromSeconds(1));
        }

        if (fault is ModelFault.Hang or ModelFault.Deaf or ModelFault.Gone)
        {
            _isDeaf = fault != ModelFault.Hang;
            _registers.AreGone = fault == ModelFault.Gone;
            while (!IsStopped())
            {
                if (!_isDeaf) AnswerFlip(isBusy: true);
                _wake.WaitOne();
            }

            return;
        }

        Array.Clear(_result);
        ulong begin = Now();
        _memory.ResetCounts();
        ulong address = _registers.Get(FabricRegisters.JobAddressLow, FabricRegisters.JobAddressHigh);
        FabricCode code = Perform(address, sequence, fault, out ulong faultAddress);
        if (IsStopped()) return;

        uint ended = fault == ModelFault.WrongSequence ? sequence + 0x1000 : sequence;
        ResultLayout.Code.Set(_result, (int)code);
        ResultLayout.Sequence.Set(_result, ended);
        ResultLayout.FaultAddress.Set(_result, faultAddress);
        ResultLayout.BeginCycle.Set(_result, begin);
        ResultLayout.EndCycle.Set(_result, Now());
        ResultLayout.BytesRead.Set(_result, (ulong)_memory.BytesRead);
        ResultLayout.BytesWritten.Set(_result, (ulong)_memory.BytesWritten);
        if (!code.IsRefusal() && !_memory.TryStore(address + JobLayout.Result, _result) && !code.IsFailure())
        {
            code = FabricCode.WriteError;
            ResultLayout.Code.Set(_result, (int)code);
            ResultLayout.FaultAddress.Set(_result, address + JobLayout.Result);
        }

        _memory.LosesWrites = false;
        _memory.NextError = ModelFault.None;
        _registers.SetResult(_result);
        if (code.IsFailure()) _core.Forget();
        AnswerFlip(isBusy: true);
        Enter(code.IsFailure() || ended != sequence ? FabricState.Fault : FabricState.Idle);
        _losesInterrupt = fault == ModelFault.LostInterrupt;
        _registers.Set(FabricRegisters.Done, ended);
        if (IsInterruptHigh) _interrupt.Fire();
    }

    private FabricCode Perform(ulong address, uint sequence, ModelFault fault, out ulong faultAddress)
    {
        ulong first = _registers.Get(FabricRegisters.MemoryBaseLow, FabricRegisters.MemoryBaseHigh);
        ulong limit = _registers.Get(FabricRegisters.MemoryLimitLow, FabricRegisters.MemoryLimitHigh);
        faultAddress = address;
        if (address % JobLayout.Bytes != 0) return FabricCode.JobMisaligned;
        if (address < first || address > limit || limit - address < JobLayout.Bytes) return FabricCode.JobOutOfRange;
        if (!_memory.TryFetch(address, _job.Request)) return FabricCode.ReadError;
        if (fault == ModelFault.CorruptRequest) _job.Request[0] ^= 1;
        FabricCode code = _job.Check(_options.Contract, TrainsSelectively, sequence, first, limit, out faultAddress);
        if (code != FabricCode.Done) return code;

        if (fault is ModelFault.ReadError or ModelFault.WriteError) _memory.NextError = fault;
        _memory.LosesWrites = fault == ModelFault.StaleMemory;
        return _core.Run(_job, _result, IsStopped);
    }

    /// <summary>Whether the job at hand is to be dropped.</summary>
    private bool IsStopped() => _ends || _reloads || IsHeldInReset();

    private bool IsHeldInReset() =>
        !_isDeaf && (_registers.Get(FabricRegisters.Control) & FabricRegisters.ControlSoftReset) != 0;

    private void Enter(FabricState state)
    {
        _state = state;
        _registers.Set(
            FabricRegisters.Status,
            (uint)state | (_core.IsLoaded ? FabricRegisters.StatusLoaded : 0)
            | (_core.KeepsWeightsInMemory ? FabricRegisters.StatusMemoryWeights : 0)
            | (_core.SecondFits ? FabricRegisters.StatusSecondFits : 0)
            | (_core.IsSecondLoaded ? FabricRegisters.StatusSecondLoaded : 0));
    }

    /// <summary>Exchanges the networks where that is asked for; what is asked for while a job runs is refused.</summary>
    private void AnswerFlip(bool isBusy)
    {
        uint flip = _registers.Get(FabricRegisters.Flip);
        if (_options.Contract == 1 || flip == _registers.Get(FabricRegisters.Flipped)) return;
        _registers.Set(FabricRegisters.FlipCode, (uint)(isBusy ? FabricCode.FlipBusy : _core.Flip()));
        _registers.Set(FabricRegisters.Flipped, flip);
    }

    private bool TrainsSelectively => _options is { Contract: > 1, TrainsSelectively: true };

    private void PowerUp()
    {
        _core.Forget();
        _registers.Clear();
        if (!IsBroken)
        {
            _isDeaf = false;
            _registers.AreGone = false;
        }

        _registers.Set(FabricRegisters.Identity, FabricRegisters.IdentityValue);
        _registers.Set(FabricRegisters.Version, (uint)_options.Contract << 16);
        _registers.Set(FabricRegisters.Lanes, (uint)_options.Lanes);
        _registers.Set(FabricRegisters.OnChipKib, (uint)_options.OnChipKib);
        _registers.Set(FabricRegisters.Laws, _options.Laws);
        _registers.Set(FabricRegisters.ClockHz, _options.ClockHz);
        _registers.Set(
            FabricRegisters.Features,
            FabricRegisters.FeatureTraining | (_options.HasMemoryWeights ? FabricRegisters.FeatureMemoryWeights : 0)
            | (_options.SendsOnChange ? FabricRegisters.FeatureSendOnChange : 0)
            | (_options.Contract > 1 ? FabricRegisters.FeaturePieces : 0)
            | (TrainsSelectively ? FabricRegisters.FeatureSelectiveTraining : 0)
            | (_options is { Contract: > 1, HasTwoNetworks: true } ? FabricRegisters.FeatureTwoNetworks : 0));
        _registers.Set(FabricRegisters.MaximumCells, (uint)_options.MaximumCells);
        _registers.Set(FabricRegisters.MaximumLayers, (uint)_options.MaximumLayers);
        _registers.Set(FabricRegisters.MaximumInputs, (uint)_options.MaximumInputs);
        _registers.Set(FabricRegisters.MaximumOutputs, (uint)_options.MaximumOutputs);
        Enter(FabricState.Reset);
        _reloads = false;
    }

    /// <summary>The free-running counter: real time, in cycles of the nominal clock.</summary>
    private ulong Now() => (ulong)((Int128)Stopwatch.GetTimestamp() * _options.ClockHz / Stopwatch.Frequency);
}
