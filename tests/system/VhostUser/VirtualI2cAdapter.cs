using System.Device.I2c;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.System.VhostUser;

/// <summary>
/// Virtio-i2c (virtio 1.2, 5.15) on a bus of modelled chips: the guest's kernel sees an adapter. A write that says that it may
/// not stand alone and the read after it are one transfer, with a repeated start between them.
/// </summary>
internal sealed unsafe class VirtualI2cAdapter(VirtualI2cBus bus, VirtQueue queue)
{
    private const uint FailNext = 1;
    private const uint Read = 2;
    private const byte Failed = 1;

    private (int Address, byte[] Bytes, ushort Head, nint Status)? _held;

    /// <summary>Serves all requests that the guest has queued.</summary>
    public void Serve()
    {
        while (queue.TryTake(out ushort head, out List<(nint Start, int Length)> buffers))
        {
            byte* header = (byte*)buffers[0].Start;
            int address = *(ushort*)header >> 1;
            uint flags = *(uint*)(header + 4);
            Span<byte> data = buffers.Count > 2 ? new((void*)buffers[1].Start, buffers[1].Length) : default;
            nint status = buffers[^1].Start;
            if ((flags & Read) != 0) ServeRead(head, address, data, status);
            else ServeWrite(head, address, data, (flags & FailNext) != 0, status);
        }
    }

    private void ServeWrite(ushort head, int address, Span<byte> data, bool goesOn, nint status)
    {
        Release();
        if (goesOn)
        {
            _held = (address, data.ToArray(), head, status);
            return;
        }

        byte[] bytes = data.ToArray();
        End(head, status, Transfer(address, device => device.Write(bytes)), 0);
    }

    private void ServeRead(ushort head, int address, Span<byte> data, nint status)
    {
        byte[] bytes = new byte[data.Length];
        bool passed;
        if (_held is var (writeAddress, written, writeHead, writeStatus) && writeAddress == address)
        {
            _held = null;
            passed = Transfer(address, device => device.WriteRead(written, bytes));
            End(writeHead, writeStatus, passed, 0);
        }
        else
        {
            Release();
            passed = Transfer(address, device => device.Read(bytes));
        }

        bytes.CopyTo(data);
        End(head, status, passed, data.Length);
    }

    // A write that was held for a read which did not come.
    private void Release()
    {
        if (_held is not var (address, bytes, head, status)) return;
        _held = null;
        End(head, status, Transfer(address, device => device.Write(bytes)), 0);
    }

    private void End(ushort head, nint status, bool passed, int read)
    {
        *(byte*)status = passed ? (byte)0 : Failed;
        queue.Return(head, read + 1);
    }

    private bool Transfer(int address, Action<I2cDevice> transfer)
    {
        try
        {
            using I2cDevice device = bus.CreateDevice(address);
            transfer(device);
            return true;
        }
        catch (I2cException)
        {
            return false;
        }
    }
}
