namespace OnBoard.Drivers.I2c;

/// <summary>Which multiplexer or switch it is; the control byte differs.</summary>
public enum Pca954xModel
{
    /// <summary>PCA9544: four channels, one at a time; bit 2 enables, bits 1-0 select.</summary>
    Pca9544,

    /// <summary>PCA9548: eight channels; one bit each.</summary>
    Pca9548,
}
