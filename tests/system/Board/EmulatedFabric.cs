using System.IO.MemoryMappedFiles;
using System.Net.Sockets;
using System.Text;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// The board's programmable logic, in this process: the logic itself, simulated, or the model of its contract. Its registers are a
/// piece of the guest's memory, all of which it sees as a board's logic does; its interrupt goes into the guest's interrupt controller
/// through QEMU's test socket.
/// </summary>
internal sealed class EmulatedFabric : IDisposable
{
    /// <summary>
    /// What either logic says that its clock is, as the overlay that run.sh makes: a hundred times as slow as the logic is meant to be,
    /// the most that the driver takes, which waits a hundred times as long. A simulated cycle takes about that on a busy machine.
    /// </summary>
    public const uint ClockHz = FabricTiming.LogicClockHz / 100;

    private const uint Microseconds = 200;

    // What one array of .NET can be.
    private const ulong LargestMemory = 0x7fff_f000;

    // Words of the bell that tests/system/module rings.
    private const int Loads = 0, Bytes = 1, Loaded = 2;

    private readonly MemoryMappedFile _memory;
    private readonly GuestWindow<uint> _registers;
    private readonly GuestWindow<byte> _all;
    private readonly GuestWindow<uint> _bell;
    private readonly ulong _busAddress;
    private readonly Lock _exchange = new();
    private Socket? _lines;
    private string _controller = "";
    private Thread? _thread;
    private volatile bool _ends;

    /// <param name="ram">The file of the guest's memory; there before QEMU is.</param>
    /// <param name="place">Where the guest sees it.</param>
    /// <param name="kind">Which logic: <c>rtl</c> or <c>model</c>.</param>
    public EmulatedFabric(string ram, FabricPlace place, string kind)
    {
        _memory = MemoryMappedFile.CreateFromFile(ram, FileMode.Open);
        _registers = new(_memory, place.Window - place.MemoryStart, DeviceTree.WindowBytes);
        _bell = new(_memory, place.Bell - place.MemoryStart, DeviceTree.BellBytes);
        _all = new(_memory, 0, Math.Min((ulong)new FileInfo(ram).Length, LargestMemory));
        _busAddress = place.MemoryStart;
        Logic = Create(kind, _registers.Memory, _all.Memory, _busAddress);
    }

    /// <summary>The logic, to let it fail.</summary>
    public IEmulatedLogic Logic { get; private set; }

    /// <summary>How often the guest has loaded the logic through its FPGA manager.</summary>
    public int TimesLoaded { get; private set; }

    /// <summary>How many bytes it had, the last time.</summary>
    public uint BytesLoaded { get; private set; }

    /// <summary>What ended it, where something did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Logic behind a window of registers and a memory.</summary>
    /// <param name="kind"><c>rtl</c>: the logic itself, simulated; <c>model</c>: the model of its contract.</param>
    /// <param name="registers">The window.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="busAddress">Where that begins.</param>
    public static IEmulatedLogic Create(string kind, Memory<uint> registers, Memory<byte> memory, ulong busAddress) => kind switch
    {
        "rtl" => new RtlLogic(registers, memory, busAddress),
        "model" => new ModelLogic(registers, memory, busAddress),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "rtl or model"),
    };

    /// <summary>Other logic is in the chip from now on, as it is after it was loaded.</summary>
    public void Use(string kind)
    {
        lock (_exchange)
        {
            Logic.Dispose();
            Logic = Create(kind, _registers.Memory, _all.Memory, _busAddress);
        }
    }

    /// <summary>Begins to serve.</summary>
    /// <param name="testSocket">QEMU's.</param>
    /// <param name="controller">The interrupt controller within QEMU.</param>
    public void Start(string testSocket, string controller)
    {
        _controller = controller;
        _lines = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _lines.Connect(new UnixDomainSocketEndPoint(testSocket));
        _thread = new Thread(Run) { Name = "fabric", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _ends = true;
        _thread?.Join();
        _lines?.Dispose();
        Logic.Dispose();
        ((IDisposable)_registers).Dispose();
        ((IDisposable)_bell).Dispose();
        ((IDisposable)_all).Dispose();
        _memory.Dispose();
    }

    private void Run()
    {
        try
        {
            bool high = false;
            while (!_ends)
            {
                bool goesOn;
                lock (_exchange)
                {
                    LoadWhereRung();
                    goesOn = Logic.Look();
                    if (Logic.IsInterruptHigh != high) Drive(high = !high);
                }

                if (!goesOn) _ = VhostUser.Libc.usleep(Microseconds);
            }
        }
        catch (Exception error)
        {
            if (!_ends) Failure = error;
        }
    }

    private void LoadWhereRung()
    {
        Span<uint> bell = _bell.GetSpan();
        uint loads = Volatile.Read(ref bell[Loads]);
        if (loads == bell[Loaded]) return;
        Logic.Reload();
        BytesLoaded = bell[Bytes];
        TimesLoaded++;
        Volatile.Write(ref bell[Loaded], loads);
    }

    private void Drive(bool high)
    {
        string command = $"set_irq_in {_controller} unnamed-gpio-in {DeviceTree.FabricInterrupt} {(high ? 1 : 0)}\n";
        _lines!.Send(Encoding.ASCII.GetBytes(command));
        byte[] answer = new byte[64];
        int length = _lines.Receive(answer);
        if (!answer.AsSpan(0, length).StartsWith("OK"u8))
            throw new IOException($"{command.Trim()}: {Encoding.ASCII.GetString(answer, 0, length).Trim()}");
    }
}
