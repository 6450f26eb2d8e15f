using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Memory;

/// <summary>
/// An interrupt through UIO: writing 1 enables it, the file is readable once it has fired, and reading gives how often it
/// ever did.
/// </summary>
internal sealed class UioInterrupt(string name, DeviceFile file) : IInterrupt
{
    private const string NoInterrupt = "check the interrupts property of its node in the device tree";

    public string Name => name;

    public void Enable()
    {
        int written = file.Write(1);
        if (written == sizeof(int)) return;
        throw new DeviceFailedException(name, $"its interrupt cannot be enabled: {Errno.Describe(-written)}", NoInterrupt);
    }

    public bool Wait(TimeSpan timeout)
    {
        int ready = file.Poll(PollEvents.In, timeout, out PollEvents happened);
        if (ready == 0) return false;
        if (ready < 0 || (happened & PollEvents.In) == 0)
        {
            throw new DeviceFailedException(
                name, ready < 0 ? $"it cannot be waited for: {Errno.Describe(-ready)}" : "the kernel has no interrupt for it",
                NoInterrupt);
        }

        int read = file.Read(out uint _);
        if (read == sizeof(uint)) return true;
        if (read == -Errno.Again) return false;
        throw new DeviceFailedException(name, $"its interrupt cannot be read: {Errno.Describe(-read)}", NoInterrupt);
    }

    public void Dispose()
    {
        // The file belongs to the device.
    }
}
