using OnBoard.Drivers;
using OnBoard.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class LinuxI2cBusTests
{
    [Fact]
    public void An_adapter_that_is_not_there_is_a_missing_device()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        DeviceMissingException error = Assert.Throws<DeviceMissingException>(() => LinuxI2cBus.Open(7, folder));
        Assert.EndsWith("i2c-7", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_no_adapter_fails_with_the_kernels_reason()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "i2c-7"), "/dev/null");
        using LinuxI2cBus bus = LinuxI2cBus.Open(7, folder);
        I2cException error = Assert.Throws<I2cException>(() => bus.CreateDevice(0x40));
        Assert.Equal(I2cFault.Other, error.Fault);
        Assert.Contains("(25)", error.Message, StringComparison.Ordinal); // ENOTTY
    }
}
