using OnBoard.Drivers;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>The logic at its buses: registers are memory, a reset at any moment leaves no trace, no address is foreign.</summary>
public sealed class RtlBusTests : IDisposable
{
    private const int JobAt = 0x4000;

    private readonly RtlSimulation _simulation = SimulatedLogic.Create(seed: 6, memoryBytes: 1 << 20);
    private readonly RawFabric _fabric;

    public RtlBusTests() => _fabric = new RawFabric(_simulation.CreatePort());

    public void Dispose()
    {
        Assert.Null(_simulation.Violation);
        _simulation.Dispose();
    }

    [Fact]
    public void Registers_tell_what_was_built()
    {
        Assert.Equal(FabricRegisters.IdentityValue, _fabric.Read(FabricRegisters.Identity));
        Assert.Equal(FabricRegisters.ContractVersion, _fabric.Read(FabricRegisters.Version));
        Assert.Equal(16u, _fabric.Read(FabricRegisters.Lanes));
        Assert.Equal(512u, _fabric.Read(FabricRegisters.OnChipKib));
        Assert.Equal(256u, _fabric.Read(FabricRegisters.MaximumCells));
        Assert.Equal((1u << Enum.GetValues<ActivationLaw>().Length) - 1, _fabric.Read(FabricRegisters.Laws));
    }

    [Fact]
    public void Each_register_keeps_what_its_owner_writes()
    {
        foreach (ContractField register in FabricRegisters.OfSoftware)
        {
            if (register == FabricRegisters.Control || register == FabricRegisters.Submit) continue;
            _fabric.Write(register, 0xA5C3_1E78);
            Assert.Equal(0xA5C3_1E78, _fabric.Read(register));
        }

        foreach (ContractField register in FabricRegisters.OfFabric)
        {
            uint before = _fabric.Read(register);
            _fabric.Write(register, ~before);
            Assert.Equal(before, _fabric.Read(register));
        }
    }

    [Fact]
    public void Strobes_choose_bytes()
    {
        uint scratch = (uint)FabricRegisters.Scratch.Offset;
        for (uint strobe = 0; strobe < 16; strobe++)
        {
            Assert.True(_simulation.Write(scratch, 0x1122_3344, 0xF));
            Assert.True(_simulation.Write(scratch, 0xAABB_CCDD, strobe));
            uint mask = (uint)Enumerable.Range(0, 4).Sum(i => (strobe >> i & 1) * (0xFFL << (8 * i)));
            Assert.Equal((0x1122_3344 & ~mask) | (0xAABB_CCDD & mask), _simulation.Read(scratch));
        }
    }

    [Fact]
    public void Reading_has_no_effect()
    {
        _fabric.Start();
        uint[] first = ReadAll(), second = ReadAll();
        Assert.Equal(first, second);

        uint[] ReadAll() => [.. Enumerable.Range(0, FabricRegisters.WindowBytes / 4).Select(word => _fabric.Registers.Read(4 * word))];
    }

    [Fact]
    public void Addresses_behind_the_window_are_refused()
    {
        Assert.Null(_simulation.Read(FabricRegisters.WindowBytes));
        Assert.False(_simulation.Write(FabricRegisters.WindowBytes + 0x80, 1, 0xF));
        Assert.Throws<DeviceFailedException>(() => _fabric.Registers.Read(0x8000));
        Assert.Equal(FabricRegisters.IdentityValue, _fabric.Read(FabricRegisters.Identity));
    }

    /// <summary>Soft resets at every phase of a job: it is dropped, not run later, and the next job runs as if nothing had been.</summary>
    [Fact]
    public void A_soft_reset_at_any_moment_drops_the_job_and_nothing_else()
    {
        _fabric.Start();
        for (int cycles = 0; cycles < 400; cycles += 7)
        {
            WriteSelfTest(_fabric.NextSequence);
            _fabric.Write(FabricRegisters.JobAddressLow, FabricRegisters.JobAddressHigh, _fabric.Memory.BusAddress + JobAt);
            _fabric.Write(FabricRegisters.Submit, _fabric.NextSequence);
            _simulation.Run(cycles);
            _fabric.Start();

            // The job that was dropped does not come back.
            _simulation.Run(200);
            Assert.Equal(FabricState.Idle, _fabric.State);
            Assert.Equal(_fabric.Read(FabricRegisters.Submit), _fabric.Read(FabricRegisters.Started));
            WriteBadJob(_fabric.NextSequence);
            Assert.Equal(FabricCode.BadOperation, _fabric.Submit(_fabric.Memory.BusAddress + JobAt));
        }
    }

    [Fact]
    public void A_job_that_hits_its_limit_of_cycles_is_ended_and_told()
    {
        _fabric.Start();
        WriteSelfTest(_fabric.NextSequence, limit: 100);
        Assert.Equal(FabricCode.CycleLimit, _fabric.Submit(_fabric.Memory.BusAddress + JobAt));
        Assert.Equal(FabricState.Fault, _fabric.State);

        // The same result stands in registers and block.
        byte[] block = new byte[ResultLayout.Bytes];
        _fabric.Memory.Read(JobAt + JobLayout.Result, block);
        for (int at = 0; at < block.Length; at += 4)
            Assert.Equal(BitConverter.ToUInt32(block, at), _fabric.Registers.Read(FabricRegisters.Result + at));

        // Nothing starts before a reset.
        uint done = _fabric.Read(FabricRegisters.Done);
        _fabric.Write(FabricRegisters.Submit, done + 1);
        _simulation.Run(5000);
        Assert.Equal(done, _fabric.Read(FabricRegisters.Done));
        _fabric.Start();
        WriteBadJob(_fabric.NextSequence);
        Assert.Equal(FabricCode.BadOperation, _fabric.Submit(_fabric.Memory.BusAddress + JobAt));
    }

    private void WriteSelfTest(uint sequence, ulong limit = 1_000_000) => WriteJob(FabricOperation.SelfTest, sequence, limit);

    private void WriteBadJob(uint sequence) => WriteJob((FabricOperation)99, sequence, 1000);

    private void WriteJob(FabricOperation operation, uint sequence, ulong limit)
    {
        byte[] request = new byte[JobLayout.RequestBytes];
        JobLayout.Magic.Set(request, JobLayout.MagicValue);
        JobLayout.Version.Set(request, JobLayout.VersionValue);
        JobLayout.Operation.Set(request, (int)operation);
        JobLayout.Sequence.Set(request, sequence);
        JobLayout.CycleLimit.Set(request, limit);
        _fabric.Memory.Write(JobAt, request);
    }
}
