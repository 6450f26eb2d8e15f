using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>A fabric driven by hand, register by register: what a driver would never do included.</summary>
internal sealed class RawFabric(FabricPort port)
{
    private uint _sequence = port.Registers.Read(FabricRegisters.Done.Offset);

    public IRegisterWindow Registers => port.Registers;

    public IDmaMemory Memory => port.Memory;

    public uint NextSequence => _sequence + 1;

    public FabricState State => (FabricState)(Read(FabricRegisters.Status) & FabricRegisters.StatusStateMask);

    public uint Read(ContractField register) => Registers.Read(register.Offset);

    public void Write(ContractField register, uint value) => Registers.Write(register.Offset, value);

    public void Write(ContractField low, ContractField high, ulong value)
    {
        Write(low, (uint)value);
        Write(high, (uint)(value >> 32));
    }

    /// <summary>Soft reset, the whole memory as window, enabled.</summary>
    public void Start()
    {
        Write(FabricRegisters.Control, FabricRegisters.ControlSoftReset);
        Await(() => State == FabricState.Reset);
        Write(FabricRegisters.Acknowledge, _sequence = Read(FabricRegisters.Done));
        Write(FabricRegisters.MemoryBaseLow, FabricRegisters.MemoryBaseHigh, Memory.BusAddress);
        Write(FabricRegisters.MemoryLimitLow, FabricRegisters.MemoryLimitHigh, Memory.BusAddress + (ulong)Memory.Length);
        Write(FabricRegisters.Control, FabricRegisters.ControlEnable);
        Await(() => State == FabricState.Idle);
    }

    /// <summary>Runs the job at an address.</summary>
    public FabricCode Submit(ulong address)
    {
        Write(FabricRegisters.JobAddressLow, FabricRegisters.JobAddressHigh, address);
        Write(FabricRegisters.Submit, ++_sequence);
        Await(() => Read(FabricRegisters.Done) == _sequence);
        Assert.Equal(_sequence, Registers.Read(FabricRegisters.Result + ResultLayout.Sequence.Offset));
        return (FabricCode)Registers.Read(FabricRegisters.Result + ResultLayout.Code.Offset);
    }

    /// <summary>Everything in memory.</summary>
    public byte[] Snapshot()
    {
        byte[] bytes = new byte[Memory.Length];
        Memory.Read(0, bytes);
        return bytes;
    }

    /// <summary>Looks again and again without a rest: simulated logic goes on only while somebody looks.</summary>
    public static void Await(Func<bool> condition)
    {
        long end = Environment.TickCount64 + 30_000;
        while (!condition() && Environment.TickCount64 < end) Thread.Yield();
        Assert.True(condition(), "the fabric did not get there within half a minute");
    }
}
