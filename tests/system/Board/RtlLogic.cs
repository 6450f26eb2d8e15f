using System.Globalization;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Rtl;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// The logic itself, simulated cycle by cycle: what the guest writes into its registers goes through the engine's AXI4-Lite slave,
/// what the engine's registers say is copied into the window, and its AXI4 master sees the guest's memory. Each register has one
/// writer, so that nothing of this can cross.
/// </summary>
internal sealed class RtlLogic : IEmulatedLogic
{
    /// <summary>What a window says in which other logic is.</summary>
    public const uint OtherIdentity = 0x3158_4D44;

    // As the memory of a board answers, counted in cycles of the logic: the latency that the tables of fabric/README.md are made with.
    private const int Latency = 60, StallPercent = 5;
    private const int CyclesPerLook = 500, CyclesIntoAJob = 400, IdleLooks = 3;

    private static readonly ContractField[] Software =
    [
        // What starts something stands last: all else is to be there before.
        .. FabricRegisters.OfSoftware.Where(register => register != FabricRegisters.Submit && register != FabricRegisters.Flip),
        FabricRegisters.Submit, FabricRegisters.Flip,
    ];

    private readonly Memory<uint> _registers;
    private readonly Memory<byte> _memory;
    private readonly ulong _busAddress;
    private readonly RtlSimulation _simulation;
    private readonly uint[] _written = new uint[Software.Length]; // what the engine has of each
    private readonly Lock _lock = new();
    private (LogicFault Fault, FabricOperation? During)? _fault;
    private uint _done;
    private int _idleLooks;
    private bool _reloads, _isOther, _isHung, _failsReads, _forges, _losesInterrupt;

    /// <param name="registers">The window, as the guest sees it.</param>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="busAddress">Where that begins.</param>
    public RtlLogic(Memory<uint> registers, Memory<byte> memory, ulong busAddress)
    {
        (_registers, _memory, _busAddress) = (registers, memory, busAddress);
        _simulation = new RtlSimulation(new RtlOptions
        {
            Parameters = new Dictionary<string, string> { ["CLOCK_HZ"] = EmulatedFabric.ClockHz.ToString(CultureInfo.InvariantCulture) },
            SharedMemory = memory,
            BusAddress = busAddress,
        });
        _simulation.SetBus(Latency, Latency, StallPercent);
        PowerUp();
    }

    public string Name => "the Verilated logic, 16 lanes";

    public long JobsStarted { get; private set; }

    public bool IsInterruptHigh { get; private set; }

    public string? Violation { get; private set; }

    public bool Look()
    {
        lock (_lock)
        {
            if (_reloads) PowerUp();
            if (_isOther) return false;
            if (Forward()) _idleLooks = 0;

            // A clock that changes nothing need not be simulated.
            if (_idleLooks == IdleLooks) return false;
            _simulation.Run(CyclesPerLook);
            _idleLooks = Publish() ? 0 : _idleLooks + 1;
            return true;
        }
    }

    public void Fail(LogicFault fault, FabricOperation? during = null)
    {
        lock (_lock)
        {
            _fault = (fault, during);
            if (fault != LogicFault.WrongIdentity) return;
            _fault = null;
            _isOther = true;
            IsInterruptHigh = false;
            Set(FabricRegisters.Identity, OtherIdentity);
        }
    }

    public void Reload()
    {
        lock (_lock) PowerUp();
    }

    public void Dispose() => _simulation.Dispose();

    /// <summary>Brings to the engine what the guest wrote since, and lets a job begin that goes wrong.</summary>
    private bool Forward()
    {
        bool any = false;
        Span<uint> values = stackalloc uint[Software.Length];
        for (int i = Software.Length - 1; i >= 0; i--) values[i] = Window(Software[i]);
        for (int i = 0; i < Software.Length; i++)
        {
            if (values[i] == _written[i]) continue;
            any = true;
            if (Software[i] == FabricRegisters.Control && (values[i] & FabricRegisters.ControlSoftReset) != 0) Mend();
            if (Software[i] == FabricRegisters.Submit) FailWhereAsked(values[i]);
            _simulation.Registers.Write(Software[i].Offset, values[i]);
            _written[i] = values[i];
        }

        return any;
    }

    /// <summary>Before a job begins: is it the one that is to go wrong?</summary>
    private void FailWhereAsked(uint sequence)
    {
        JobsStarted++;
        _losesInterrupt = false;
        if (_fault is not var (fault, during) || (during is { } wanted && Operation() != wanted)) return;
        _fault = null;
        switch (fault)
        {
            case LogicFault.BusError:
                _simulation.FailAt(0, _memory.Length);
                _failsReads = true;
                break;
            case LogicFault.Hang or LogicFault.Reset:
                // In the middle of it: a part of its memory was read.
                _simulation.Registers.Write(FabricRegisters.Submit.Offset, sequence);
                _simulation.Run(CyclesIntoAJob);
                if (fault == LogicFault.Reset) _reloads = true;
                else _simulation.Silence(_isHung = true);
                break;
            case LogicFault.WrongSequence:
                _forges = true;
                break;
            case LogicFault.LostInterrupt:
                _losesInterrupt = true;
                break;
        }
    }

    private FabricOperation Operation()
    {
        ulong address = ((ulong)Window(FabricRegisters.JobAddressHigh) << 32) | Window(FabricRegisters.JobAddressLow);
        return (FabricOperation)JobLayout.Operation.GetInt32(_memory.Span.Slice((int)(address - _busAddress), JobLayout.Bytes));
    }

    private void Mend()
    {
        if (_isHung) _simulation.Silence(_isHung = false);
        if (_failsReads) _simulation.FailAt(0, 0);
        _failsReads = false;
    }

    /// <summary>What the engine's registers say, into the window: a result before the number that says it is there.</summary>
    /// <returns>Whether a job runs or anything changed.</returns>
    private bool Publish()
    {
        uint before = Window(FabricRegisters.Status), status = Copy(FabricRegisters.Status);
        Copy(FabricRegisters.Started);
        Copy(FabricRegisters.FlipCode);
        Copy(FabricRegisters.Flipped);
        uint done = Of(FabricRegisters.Done);
        bool isNew = done != _done;
        if (isNew)
        {
            for (int at = 0; at < ResultLayout.Bytes; at += sizeof(uint)) Copy(FabricRegisters.Result + at);
            _done = done;
            Set(FabricRegisters.Done, _forges ? done + 0x1000 : done);
            _forges = false;
        }

        IsInterruptHigh = _simulation.Run(0) && !_losesInterrupt;
        Violation ??= _simulation.Violation;
        return isNew || status != before || (FabricState)(status & FabricRegisters.StatusStateMask) == FabricState.Busy;
    }

    private void PowerUp()
    {
        Mend();
        _simulation.Reload();
        _registers.Span.Clear();
        Array.Clear(_written);
        (_isOther, _forges, _losesInterrupt, _done, _idleLooks) = (false, false, false, 0, 0);
        foreach (ContractField register in FabricRegisters.OfFabric) Copy(register);
        IsInterruptHigh = false;
        _reloads = false;
    }

    private uint Of(ContractField register) => _simulation.Registers.Read(register.Offset);

    private uint Window(ContractField register) => Volatile.Read(ref _registers.Span[register.Offset / sizeof(uint)]);

    private void Set(ContractField register, uint value) =>
        Volatile.Write(ref _registers.Span[register.Offset / sizeof(uint)], value);

    private uint Copy(ContractField register) => Copy(register.Offset);

    private uint Copy(int offset)
    {
        uint value = _simulation.Registers.Read(offset);
        Volatile.Write(ref _registers.Span[offset / sizeof(uint)], value);
        return value;
    }
}
