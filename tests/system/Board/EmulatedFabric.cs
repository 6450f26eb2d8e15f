using System.IO.MemoryMappedFiles;
using System.Net.Sockets;
using System.Text;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// The board's programmable logic: the model of the contract in this process. Its registers and its memory are pieces of the
/// guest's memory; its interrupt goes into the guest's interrupt controller through QEMU's test socket.
/// </summary>
internal sealed class EmulatedFabric : IDisposable
{
    private const uint Microseconds = 200;

    private readonly MemoryMappedFile _memory;
    private readonly GuestWindow<uint> _registers;
    private readonly GuestWindow<byte> _buffer;
    private readonly FabricPort _port;
    private Socket? _lines;
    private string _controller = "";
    private Thread? _thread;
    private volatile bool _ends;

    /// <param name="ram">The file of the guest's memory; there before QEMU is.</param>
    /// <param name="place">Where the guest sees it.</param>
    public EmulatedFabric(string ram, FabricPlace place)
    {
        _memory = MemoryMappedFile.CreateFromFile(ram, FileMode.Open);
        _registers = new(_memory, place.Window - place.MemoryStart, DeviceTree.WindowBytes);
        _buffer = new(_memory, place.Buffer - place.MemoryStart, DeviceTree.BufferBytes);
        Model = new FabricModel(new ModelOptions
        {
            SharedRegisters = _registers.Memory,
            SharedMemory = _buffer.Memory,
            BusAddress = place.Buffer,

            // Thirty times as slow as the logic is meant to be, so that the driver waits thirty times as long: emulation on a
            // busy machine takes that.
            ClockHz = FabricTiming.LogicClockHz / 30,
        });
        _port = Model.CreatePort();
    }

    /// <summary>The logic, to let it fail.</summary>
    public FabricModel Model { get; }

    /// <summary>What ended it, where something did.</summary>
    public Exception? Failure { get; private set; }

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
        _port.Dispose();
        ((IDisposable)_registers).Dispose();
        ((IDisposable)_buffer).Dispose();
        _memory.Dispose();
    }

    private void Run()
    {
        try
        {
            bool high = false;
            while (!_ends)
            {
                Model.Look();
                if (Model.IsInterruptHigh != high) Drive(high = !high);
                _ = VhostUser.Libc.usleep(Microseconds);
            }
        }
        catch (Exception error)
        {
            if (!_ends) Failure = error;
        }
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
