namespace OnBoard.Fabric.Files;

/// <summary>What people name in place of a safetensors file, by its first bytes.</summary>
internal static class ForeignFile
{
    private const string Convert = "Convert it with the safetensors package of Python (safetensors.torch.save_file)";

    // The first bytes, what such a file is, and what to do.
    private static readonly (byte[] Start, string Cause, string Remedy)[] Known =
    [
        ([(byte)'P', (byte)'K', 3, 4], "is a zip archive, as PyTorch's .pt and .pth files are", Convert),
        ([0x80, 0x02], "is a Python pickle, as older .pt and .pth files are", Convert),
        ([0x80, 0x04], "is a Python pickle", Convert),
        ([.. "version https://git-lfs"u8], "is a Git LFS pointer and not the file itself", "Fetch the file with `git lfs pull`"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "is an HDF5 file", "Convert it to safetensors"),
        ([.. "GGUF"u8], "is a GGUF file", "Convert it to safetensors"),
        ([0x1F, 0x8B], "is compressed with gzip", "Unpack it first"),
        ([.. "<!DOCTYPE"u8], "is a web page and not the file itself", "Download the file again, by its own address"),
        ([.. "<html"u8], "is a web page and not the file itself", "Download the file again, by its own address"),
    ];

    /// <summary>Cause and remedy; null where it is none of these.</summary>
    public static (string Cause, string Remedy)? Recognize(ReadOnlySpan<byte> content)
    {
        foreach ((byte[] start, string cause, string remedy) in Known)
        {
            // A pickle's two bytes could be the length of a header: a brace in its place decides.
            if (content.StartsWith(start) && !(content.Length > 8 && content[8] == '{')) return (cause, remedy);
        }

        return null;
    }
}
