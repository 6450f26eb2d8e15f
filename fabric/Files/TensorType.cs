namespace OnBoard.Fabric.Files;

/// <summary>Element types of the safetensors format. OnBoard computes with the first two and hands the others on as bytes.</summary>
public enum TensorType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Signed 16-bit integers.</summary>
    I16,

    /// <summary>Truth values of a byte.</summary>
    Bool,

    /// <summary>Unsigned bytes.</summary>
    U8,

    /// <summary>Signed bytes.</summary>
    I8,

    /// <summary>Floats of 8 bits, five of them exponent.</summary>
    F8E5M2,

    /// <summary>Floats of 8 bits, four of them exponent.</summary>
    F8E4M3,

    /// <summary>Unsigned 16-bit integers.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>Signed 32-bit integers.</summary>
    I32,

    /// <summary>Unsigned 32-bit integers.</summary>
    U32,

    /// <summary>Signed 64-bit integers.</summary>
    I64,

    /// <summary>Unsigned 64-bit integers.</summary>
    U64,

    /// <summary>IEEE double precision.</summary>
    F64,
}

/// <summary>What the format calls its types and how large they are.</summary>
internal static class TensorTypes
{
    private static readonly (TensorType Type, string Name, int Bytes)[] All =
    [
        (TensorType.F32, "F32", 4), (TensorType.I16, "I16", 2), (TensorType.Bool, "BOOL", 1), (TensorType.U8, "U8", 1), (TensorType.I8, "I8", 1),
        (TensorType.F8E5M2, "F8_E5M2", 1), (TensorType.F8E4M3, "F8_E4M3", 1), (TensorType.U16, "U16", 2), (TensorType.F16, "F16", 2),
        (TensorType.BF16, "BF16", 2), (TensorType.I32, "I32", 4), (TensorType.U32, "U32", 4), (TensorType.I64, "I64", 8), (TensorType.U64, "U64", 8),
        (TensorType.F64, "F64", 8),
    ];

    /// <summary>The type of a name; null where the format has none.</summary>
    public static TensorType? Find(string name)
    {
        foreach ((TensorType type, string known, _) in All)
        {
            if (known == name) return type;
        }

        return null;
    }

    /// <summary>What the format calls it.</summary>
    public static string Name(TensorType type) => All[(int)type].Name;

    /// <summary>Bytes of one element.</summary>
    public static int Bytes(TensorType type) => All[(int)type].Bytes;
}
