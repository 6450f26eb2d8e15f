using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

/// <summary>How messages name a chip.</summary>
internal static class ChipName
{
    public static string Of(string chip, I2cDevice device, string reader) => $"{chip} at {PlaceOf(device)} ({reader})";

    /// <summary>Where a chip is: by its controller where the bus knows it, else by the number of its adapter.</summary>
    public static string PlaceOf(I2cDevice device) => device is IPlacedChip placed
        ? placed.Place
        : $"i2c-{device.ConnectionSettings.BusId} 0x{device.ConnectionSettings.DeviceAddress:x2}";
}
