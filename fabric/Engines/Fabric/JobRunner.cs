using OnBoard.Drivers.Memory;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Contract;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Starts jobs and waits for them, through registers and interrupt. A lost interrupt costs <see cref="Slice"/> at most, a
/// spurious one a look at DONE; everything else that is not the awaited end is a fault. Allocates nothing unless it fails.
/// </summary>
internal sealed class JobRunner(FabricPort port)
{
    /// <summary>How long an interrupt is waited for before DONE is looked at all the same.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    private const string ResetRemedy = "it is reset; if it happens again load the bitstream anew or run with --fabric cpu";

    private readonly IRegisterWindow _registers = port.Registers;
    private uint _sequence;
    private ulong _jobAddress;

    /// <summary>The number of the next job, for its block.</summary>
    public uint NextSequence => _sequence + 1;

    /// <summary>Jobs whose end was seen without an interrupt.</summary>
    public long LostInterrupts { get; private set; }

    /// <summary>Interrupts without an end.</summary>
    public long SpuriousInterrupts { get; private set; }

    /// <summary>
    /// Brings the fabric into a known state, whatever it was doing: soft reset, window of memory, interrupt, enable. No network is
    /// loaded then.
    /// </summary>
    /// <exception cref="FabricFaultException">It does not answer, or not in time.</exception>
    public void Reset()
    {
        Write(FabricRegisters.Control, FabricRegisters.ControlSoftReset);
        Await(FabricState.Reset);
        _sequence = Read(FabricRegisters.Done);
        Write(FabricRegisters.Acknowledge, _sequence);

        const uint Pattern = 0x5AC3_0FF1;
        Write(FabricRegisters.Scratch, Pattern ^ _sequence);
        if (Read(FabricRegisters.Scratch) != (Pattern ^ _sequence)) throw Gone();

        ulong limit = port.Memory.BusAddress + (ulong)port.Memory.Length;
        Write(FabricRegisters.MemoryBaseLow, (uint)port.Memory.BusAddress);
        Write(FabricRegisters.MemoryBaseHigh, (uint)(port.Memory.BusAddress >> 32));
        Write(FabricRegisters.MemoryLimitLow, (uint)limit);
        Write(FabricRegisters.MemoryLimitHigh, (uint)(limit >> 32));
        _jobAddress = 0;
        Write(FabricRegisters.JobAddressLow, 0);
        Write(FabricRegisters.JobAddressHigh, 0);
        Write(FabricRegisters.InterruptEnable, 1);
        Write(FabricRegisters.Control, FabricRegisters.ControlEnable);
        Await(FabricState.Idle);
    }

    /// <summary>Runs the job whose block is in memory, with <see cref="NextSequence"/> in it, and waits for its end.</summary>
    /// <param name="jobAddress">Where its block is.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="FabricFaultException">It did not end well in time.</exception>
    public void Run(ulong jobAddress, FabricOperation operation, TimeSpan timeout)
    {
        uint before = _sequence, sequence = ++_sequence;
        if (jobAddress != _jobAddress)
        {
            Write(FabricRegisters.JobAddressLow, (uint)jobAddress);
            Write(FabricRegisters.JobAddressHigh, (uint)(jobAddress >> 32));
            _jobAddress = jobAddress;
        }

        port.Interrupt.Enable();

        // The block must be in memory before the fabric hears of it.
        Thread.MemoryBarrier();
        Write(FabricRegisters.Submit, sequence);
        bool interrupted = Wait(operation, before, sequence, timeout, out bool overslept);
        Write(FabricRegisters.Acknowledge, sequence);

        // Its interrupt may still be on the way; taken now, it does not disturb the next job.
        if (!interrupted && !port.Interrupt.Wait(TimeSpan.Zero) && overslept) LostInterrupts++;

        FabricCode code = (FabricCode)_registers.Read(FabricRegisters.Result + ResultLayout.Code.Offset);
        if (_registers.Read(FabricRegisters.Result + ResultLayout.Sequence.Offset) != sequence)
        {
            throw new FabricFaultException(
                port.Name, FabricFault.WrongSequence, code, $"the result of {operation} carries another job's number", ResetRemedy);
        }

        if (code == FabricCode.Done) return;
        throw new FabricFaultException(
            port.Name, code.IsRefusal() ? FabricFault.Refused : FabricFault.Failed, code,
            $"{operation} {(code.IsRefusal() ? "was refused" : "failed")}: {code.Describe()}{At()}", ResetRemedy);
    }

    /// <summary>Exchanges the network in use and the one in training; nothing is copied.</summary>
    /// <exception cref="FabricFaultException">It was refused, or not answered in time.</exception>
    public void Flip()
    {
        uint flip = Read(FabricRegisters.Flipped) + 1;
        Write(FabricRegisters.Flip, flip);
        long deadline = MonotonicClock.Nanoseconds + (port.Timing.Job.Ticks * TimeSpan.NanosecondsPerTick);
        while (Read(FabricRegisters.Flipped) != flip)
        {
            if (MonotonicClock.Nanoseconds > deadline)
            {
                if (Read(FabricRegisters.Identity) != FabricRegisters.IdentityValue) throw Gone();
                throw new FabricFaultException(
                    port.Name, FabricFault.TimeOut, FabricCode.Pending, "the exchange of its two networks was not answered", ResetRemedy);
            }

            Thread.Yield();
        }

        FabricCode code = (FabricCode)Read(FabricRegisters.FlipCode);
        if (code == FabricCode.Done) return;
        throw new FabricFaultException(
            port.Name, code.IsRefusal() ? FabricFault.Refused : FabricFault.Failed, code,
            $"the exchange of its two networks was refused: {code.Describe()}", ResetRemedy);
    }

    /// <summary>Waits for the end of a job.</summary>
    /// <returns>Whether an interrupt reported it.</returns>
    private bool Wait(FabricOperation operation, uint before, uint sequence, TimeSpan timeout, out bool overslept)
    {
        long deadline = MonotonicClock.Nanoseconds + (timeout.Ticks * TimeSpan.NanosecondsPerTick);
        bool woken = false;
        overslept = false;
        while (true)
        {
            // Read before DONE: a job that ends between the two readings is not called late.
            long left = deadline - MonotonicClock.Nanoseconds;
            uint done = Read(FabricRegisters.Done);
            if (done == sequence) return woken;
            if (done != before)
            {
                throw new FabricFaultException(
                    port.Name, FabricFault.WrongSequence, FabricCode.Pending,
                    $"{operation}, job {sequence}, was started and job {done} ended", ResetRemedy);
            }

            if (woken)
            {
                SpuriousInterrupts++;
                port.Interrupt.Enable();
            }

            if (left <= 0) throw Late(operation, timeout);
            woken = port.Interrupt.Wait(TimeSpan.FromTicks(Math.Clamp(left / TimeSpan.NanosecondsPerTick, 1, Slice.Ticks)));
            overslept |= !woken;
        }
    }

    private void Await(FabricState state)
    {
        long deadline = MonotonicClock.Nanoseconds + (port.Timing.Reset.Ticks * TimeSpan.NanosecondsPerTick);
        while (true)
        {
            bool late = MonotonicClock.Nanoseconds > deadline;
            uint status = Read(FabricRegisters.Status);
            if ((FabricState)(status & FabricRegisters.StatusStateMask) == state) return;
            if (late)
            {
                if (Read(FabricRegisters.Identity) != FabricRegisters.IdentityValue) throw Gone();
                throw new FabricFaultException(
                    port.Name, FabricFault.TimeOut, FabricCode.Pending,
                    $"it did not reach the state {state} within {port.Timing.Reset.TotalMilliseconds:0} ms (status 0x{status:X8})",
                    "load the bitstream anew, or run with --fabric cpu");
            }

            Thread.Sleep(1);
        }
    }

    private FabricFaultException Late(FabricOperation operation, TimeSpan timeout)
    {
        if (Read(FabricRegisters.Identity) != FabricRegisters.IdentityValue) return Gone();
        return new FabricFaultException(
            port.Name, FabricFault.TimeOut, FabricCode.Pending,
            $"{operation} did not end within {timeout.TotalMilliseconds:0} ms (status 0x{Read(FabricRegisters.Status):X8})",
            ResetRemedy);
    }

    private FabricFaultException Gone() => new(
        port.Name, FabricFault.Gone, FabricCode.Pending, $"its registers do not answer ({_registers.Name})",
        "load the bitstream anew, or run with --fabric cpu");

    private string At()
    {
        int at = FabricRegisters.Result + ResultLayout.FaultAddress.Offset;
        ulong address = ((ulong)_registers.Read(at + 4) << 32) | _registers.Read(at);
        return address == 0 ? "" : $" (address 0x{address:X})";
    }

    private uint Read(ContractField register) => _registers.Read(register.Offset);

    private void Write(ContractField register, uint value) => _registers.Write(register.Offset, value);
}
