using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Gpio;

public class KernelKeyTests
{
    private readonly string _sysfs = Directory.CreateTempSubdirectory().FullName;
    private readonly ScriptedKeys _kernel = new();

    public KernelKeyTests()
    {
        Device("event0", "ff0a0000.other");
        Device("event3", "gpio-keys");
    }

    [Fact]
    public void The_device_is_found_by_its_name_and_not_by_its_number()
    {
        using KernelKey key = KernelKey.Open("gpio-keys", _sysfs, _kernel);
        Assert.Equal("/dev/input/event3", _kernel.Opened);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(108)] // KEY_DOWN, which the ZCU102's device tree gives the user button
    [InlineData(767)]
    public void Any_key_that_is_down_is_a_press(int code)
    {
        using KernelKey key = KernelKey.Open("gpio-keys", _sysfs, _kernel);
        Assert.False(key.IsPressed);
        _kernel.Down = code;
        Assert.True(key.IsPressed);
        _kernel.Down = null;
        Assert.False(key.IsPressed);
    }

    [Fact]
    public void A_device_that_is_gone_fails()
    {
        using KernelKey key = KernelKey.Open("gpio-keys", _sysfs, _kernel);
        _kernel.Answer = -19;
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => key.IsPressed);
        Assert.Contains("19", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_the_kernel_does_not_know_is_a_missing_device() =>
        Assert.Throws<DeviceMissingException>(() => KernelKey.Open("piano", _sysfs, _kernel));

    [Fact]
    public void A_node_that_may_not_be_opened_names_the_group()
    {
        _kernel.OpenAnswer = -13;
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => KernelKey.Open("gpio-keys", _sysfs, _kernel));
        Assert.Contains("group input", error.Remedy, StringComparison.Ordinal);
    }

    private void Device(string node, string name)
    {
        string folder = Path.Combine(_sysfs, "class", "input", node, "device");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
    }

    private sealed unsafe class ScriptedKeys : ISystemCalls
    {
        public string? Opened { get; private set; }

        public int OpenAnswer { get; set; } = 7;

        public int Answer { get; set; } = 96;

        public int? Down { get; set; }

        public int Open(string path)
        {
            Opened = path;
            return OpenAnswer;
        }

        public int Control(int file, uint request, void* argument)
        {
            // EVIOCGKEY(96): _IOC(_IOC_READ, 'E', 0x18, 96).
            Assert.Equal((2u << 30) | (96u << 16) | ('E' << 8) | 0x18u, request);
            if (Down is { } code) ((byte*)argument)[code / 8] = (byte)(1 << (code % 8));
            return Answer;
        }

        public int Read(int file, void* buffer, nuint length) => throw new NotSupportedException();

        public int Write(int file, void* buffer, nuint length) => throw new NotSupportedException();

        public int Map(int file, nuint length, long offset, out nint address) => throw new NotSupportedException();

        public int Unmap(nint address, nuint length) => throw new NotSupportedException();

        public int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened) => throw new NotSupportedException();

        public int Close(int file) => 0;
    }
}
