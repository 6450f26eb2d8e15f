using System.Buffers;
using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>
/// The logic itself, simulated cycle by cycle in this process (<c>fabric/sim/harness.cpp</c>), with the memory behind it. Time
/// passes in it only while registers are accessed or the interrupt is waited for, on the thread that does so: what happens
/// depends on the seed and on the calls, never on the machine's speed. Used by one thread at a time.
/// </summary>
public sealed unsafe class RtlSimulation : IDisposable
{
    private readonly Functions _functions;
    private MemoryHandle _shared;
    private nint _handle;

    /// <summary>Builds the library where that was not done yet, and powers the engine up.</summary>
    /// <exception cref="DeviceMissingException">Verilator or a compiler is not on this machine, or the source tree is not.</exception>
    /// <exception cref="DeviceFailedException">It does not build or load.</exception>
    public RtlSimulation(RtlOptions? options = null)
    {
        options ??= new RtlOptions();
        _functions = new Functions(RtlLibrary.Load(options.Parameters));
        int bytes = options.SharedMemory?.Length ?? options.MemoryBytes;
        _shared = options.SharedMemory?.Pin() ?? default;
        _handle = _functions.Create(options.BusAddress, (ulong)bytes, options.Seed, (byte*)_shared.Pointer);
        Registers = new RtlRegisters(this);
        Interrupt = new RtlInterrupt(this);
        try
        {
            Memory = new RtlMemory(_functions.Memory(_handle), bytes, options.BusAddress);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The registers, through the engine's AXI4-Lite slave.</summary>
    public IRegisterWindow Registers { get; }

    /// <summary>The interrupt; waiting for it lets time pass.</summary>
    public IInterrupt Interrupt { get; }

    /// <summary>The memory behind the engine's AXI4 master.</summary>
    public IDmaMemory Memory { get; }

    /// <summary>Cycles since power-on.</summary>
    public long Cycle => (long)_functions.Cycle(Handle);

    /// <summary>The first assertion of the logic that failed, or rule of AXI4 that the engine has broken; null while there is none.</summary>
    public string? Violation
    {
        get
        {
            string? text = Marshal.PtrToStringUTF8(_functions.Violation(Handle));
            return string.IsNullOrEmpty(text) ? null : text;
        }
    }

    private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(RtlSimulation));

    /// <summary>What a driver touches of it; disposing of the port ends the simulation.</summary>
    /// <param name="timing">How long the driver waits; null for <see cref="FabricTiming.LongTimeouts"/>.</param>
    public FabricPort CreatePort(FabricTiming? timing = null) =>
        new("rtl", Registers, Interrupt, Memory, timing ?? FabricTiming.LongTimeouts, Reload, this);

    /// <summary>Lets time pass until the interrupt is high, but so many cycles at most; says whether it is.</summary>
    public bool Run(int cycles) => _functions.Run(Handle, (ulong)cycles) != 0;

    /// <summary>How the memory answers.</summary>
    /// <param name="latencyLow">Cycles from an address to its answer, at least.</param>
    /// <param name="latencyHigh">And at most.</param>
    /// <param name="stallPercent">Of the cycles in which a channel of the bus could go on and does not.</param>
    public void SetBus(int latencyLow, int latencyHigh, int stallPercent) =>
        _functions.Timing(Handle, (uint)latencyLow, (uint)latencyHigh, (uint)stallPercent);

    /// <summary>Lets the bus answer an error for what touches some bytes of memory, from now on.</summary>
    /// <param name="offset">Where in the memory.</param>
    /// <param name="length">How many bytes; 0 ends it.</param>
    public void FailAt(int offset, int length) => _functions.Fail(Handle, Memory.BusAddress + (ulong)offset, (ulong)length);

    /// <summary>Lets the bus answer nothing at all until <see cref="Reload"/>, or answer again.</summary>
    public void Silence(bool silent) => _functions.Silence(Handle, silent ? 1 : 0);

    /// <summary>Loads the logic anew: everything in it is as after power-on, memory stays.</summary>
    public void Reload() => _functions.Reload(Handle);

    /// <summary>Writes a waveform (VCD) from now on; null ends it. Needs a library built with the parameter TRACE=1.</summary>
    /// <exception cref="BadInputException">The library was built without waveforms.</exception>
    public void Trace(string? path)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            if (_functions.Trace(Handle, text) == 0) return;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }

        throw new BadInputException(
            path ?? "waveform", "this build of the simulated logic cannot write waveforms", "Build it with the parameter TRACE=1");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle == 0) return;
        _functions.Destroy(_handle);
        _handle = 0;
        _shared.Dispose();
    }

    /// <summary>A register as the bus answers; null where it refuses.</summary>
    internal uint? Read(uint address)
    {
        uint value;
        return Answered(_functions.Read(Handle, address, &value)) ? value : null;
    }

    /// <summary>Writes a register; says whether the bus took it.</summary>
    internal bool Write(uint address, uint value, uint strobe) =>
        Answered(_functions.Write(Handle, address, value, strobe));

    private static bool Answered(int response) => response switch
    {
        0 => true,
        < 0 => throw new DeviceFailedException(
            "rtl", "the engine's slave does not answer", "This is a fault of the logic: look at it in a waveform"),
        _ => false,
    };

    /// <summary>The library's functions.</summary>
    private readonly struct Functions(nint library)
    {
        public readonly delegate* unmanaged<ulong, ulong, ulong, byte*, nint> Create =
            (delegate* unmanaged<ulong, ulong, ulong, byte*, nint>)Of(library, "create");

        public readonly delegate* unmanaged<nint, void> Destroy = (delegate* unmanaged<nint, void>)Of(library, "destroy");
        public readonly delegate* unmanaged<nint, void> Reload = (delegate* unmanaged<nint, void>)Of(library, "reload");
        public readonly delegate* unmanaged<nint, byte*> Memory = (delegate* unmanaged<nint, byte*>)Of(library, "memory");
        public readonly delegate* unmanaged<nint, ulong> Cycle = (delegate* unmanaged<nint, ulong>)Of(library, "cycle");
        public readonly delegate* unmanaged<nint, ulong, int> Run = (delegate* unmanaged<nint, ulong, int>)Of(library, "run");

        public readonly delegate* unmanaged<nint, uint, uint*, int> Read =
            (delegate* unmanaged<nint, uint, uint*, int>)Of(library, "read");

        public readonly delegate* unmanaged<nint, uint, uint, uint, int> Write =
            (delegate* unmanaged<nint, uint, uint, uint, int>)Of(library, "write");

        public readonly delegate* unmanaged<nint, uint, uint, uint, void> Timing =
            (delegate* unmanaged<nint, uint, uint, uint, void>)Of(library, "timing");

        public readonly delegate* unmanaged<nint, ulong, ulong, void> Fail =
            (delegate* unmanaged<nint, ulong, ulong, void>)Of(library, "fail");

        public readonly delegate* unmanaged<nint, int, void> Silence =
            (delegate* unmanaged<nint, int, void>)Of(library, "silence");

        public readonly delegate* unmanaged<nint, nint> Violation = (delegate* unmanaged<nint, nint>)Of(library, "violation");
        public readonly delegate* unmanaged<nint, nint, int> Trace = (delegate* unmanaged<nint, nint, int>)Of(library, "trace");

        private static nint Of(nint library, string name)
        {
            if (NativeLibrary.TryGetExport(library, $"mcc_sim_{name}", out nint address)) return address;
            throw new DeviceFailedException(
                "rtl", $"the library lacks the function mcc_sim_{name}", "Build it anew with fabric/sim/build.sh");
        }
    }
}
