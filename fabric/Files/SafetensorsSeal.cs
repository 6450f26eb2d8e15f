using System.Security.Cryptography;
using System.Text;

namespace OnBoard.Fabric.Files;

/// <summary>
/// A checksum over a whole safetensors file, kept in its own metadata: SHA-256 of the file with the checksum's 64 digits
/// as zeros. The file stays one that every safetensors reader opens.
/// </summary>
public static class SafetensorsSeal
{
    /// <summary>The metadata key.</summary>
    public const string Key = "sha256";

    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private static readonly string Blank = new('0', Digits);

    /// <summary>The same file with its checksum in the metadata.</summary>
    public static SafetensorsFile Seal(SafetensorsFile file)
    {
        Dictionary<string, string> metadata = new(file.Metadata) { [Key] = Blank };
        SafetensorsFile blank = new(file.Tensors, metadata);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using HashingStream stream = new(hash);
        blank.Write(stream);
        return new SafetensorsFile(
            file.Tensors, new Dictionary<string, string>(metadata) { [Key] = Convert.ToHexStringLower(hash.GetHashAndReset()) });
    }

    /// <summary>Whether the content has a checksum and it is right.</summary>
    /// <param name="content">The whole file; left as it is.</param>
    public static bool Holds(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> mark = Encoding.ASCII.GetBytes($"\"{Key}\":\"");
        int at = content.IndexOf(mark);
        if (at < 0 || content.Length < at + mark.Length + Digits) return false;
        int digits = at + mark.Length;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content[..digits]);
        hash.AppendData(Encoding.ASCII.GetBytes(Blank));
        hash.AppendData(content[(digits + Digits)..]);
        string right = Convert.ToHexStringLower(hash.GetHashAndReset());
        return content.Slice(digits, Digits).SequenceEqual(Encoding.ASCII.GetBytes(right));
    }

    private sealed class HashingStream(IncrementalHash hash) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => hash.AppendData(buffer);

        public override void Write(byte[] buffer, int offset, int count) => hash.AppendData(buffer, offset, count);

        public override void Flush()
        {
            // Nothing waits.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
