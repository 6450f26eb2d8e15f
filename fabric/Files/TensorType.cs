namespace OnBoard.Fabric.Files;

/// <summary>Element types of the safetensors files that OnBoard reads and writes.</summary>
public enum TensorType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Signed 16-bit integers.</summary>
    I16,
}
