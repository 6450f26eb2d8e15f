using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

/// <summary>How messages name a chip.</summary>
internal static class ChipName
{
    public static string Of(string chip, I2cDevice device, string reader) =>
        $"{chip} at i2c-{device.ConnectionSettings.BusId} 0x{device.ConnectionSettings.DeviceAddress:x2} ({reader})";
}
