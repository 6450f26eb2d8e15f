using System.Runtime.InteropServices;

namespace OnBoard.Fabric.Files;

/// <summary>A named array of a safetensors file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Lengths, outermost first.</param>
/// <param name="Data">Elements in little-endian order, innermost dimension fastest.</param>
public sealed record Tensor(string Name, TensorType Type, int[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of floats.</summary>
    public static Tensor Of(string name, ReadOnlySpan<float> values, params int[] shape) =>
        new(name, TensorType.F32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A tensor of 16-bit integers.</summary>
    public static Tensor Of(string name, ReadOnlySpan<short> values, params int[] shape) =>
        new(name, TensorType.I16, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements of a tensor of floats.</summary>
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Data.Span);

    /// <summary>The elements of a tensor of 16-bit integers.</summary>
    public ReadOnlySpan<short> Shorts => MemoryMarshal.Cast<byte, short>(Data.Span);

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorType type) => TensorTypes.Bytes(type);
}
