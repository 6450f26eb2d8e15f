using System.Text;
using CsCheck;
using OnBoard.Drivers;
using OnBoard.Fabric.Files;

namespace OnBoard.Tests.Unit.Fabric.Files;

public class SafetensorsFileTests
{
    private static readonly byte[] Sample = Write(new SafetensorsFile(
        [Tensor.Of("a", [1f, -2f, 3f, 4f, 5f, 6f], 2, 3), Tensor.Of("b", (ReadOnlySpan<short>)[7, -8], 2)],
        new Dictionary<string, string> { ["key"] = "värde" }));

    [Fact]
    public void What_was_written_is_read()
    {
        SafetensorsFile file = SafetensorsFile.Parse(Sample, "sample");
        Assert.Equal([1f, -2f, 3f, 4f, 5f, 6f], file.Find("a")!.Floats.ToArray());
        Assert.Equal([2, 3], file.Find("a")!.Shape);
        Assert.Equal([7, -8], file.Find("b")!.Shorts.ToArray());
        Assert.Equal("värde", file.Metadata["key"]);
    }

    [Fact]
    public void Data_begins_on_a_multiple_of_eight_as_the_format_asks() =>
        Assert.Equal(0, BitConverter.ToInt64(Sample) % 8);

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_by_name()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            BadInputException error = Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(Sample.AsMemory(0, length), "cut"));
            Assert.Equal("cut", error.Subject);
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[999999999,999999999,999999999],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""")]
    [InlineData("""{"a":{"dtype":"F32"}}""")]
    [InlineData("""{"a":5}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"a":""")]
    public void A_header_that_does_not_make_sense_is_refused(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] content = [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[64]];
        Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(content, "odd"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "hole of 4 bytes before a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "hole of 4 bytes before b")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "within another")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "1 bytes behind")]
    [InlineData("""{}""", 4, "4 bytes behind")]
    [InlineData(""" {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "does not begin with {")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "names a twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "names k twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not text")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "2 GiB")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "type F33")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "3 offsets")]
    public void What_the_formats_own_reader_refuses_is_refused_in_words(string header, int data, string words) =>
        Assert.Contains(words, Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(WithHeader(header, data), "odd")).Cause);

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 8, 8 }, "zip archive")]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20 }, "pickle")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0 }, "gzip")]
    public void What_is_another_kind_of_file_is_named(byte[] content, string words) =>
        Assert.Contains(words, Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(content, "model.pt")).Cause);

    [Fact]
    public void A_pointer_of_Git_LFS_is_named()
    {
        byte[] pointer = Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        BadInputException error = Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(pointer, "model.safetensors"));
        Assert.Contains("LFS pointer", error.Cause);
        Assert.Contains("git lfs pull", error.Remedy);
    }

    [Theory]
    [InlineData("""{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}    """, 16)]
    [InlineData("""{"__metadata__":{"framework":"pt"},"test1":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}       """, 16)]
    [InlineData("""{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]},"attn.1":{"dtype":"BF16","shape":[2],"data_offsets":[24,28]}}""", 28)]
    [InlineData("""{"empty":{"dtype":"F32","shape":[2,0],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"scalar":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", 8)]
    public void Files_as_the_formats_own_tests_have_them_come_back_byte_by_byte(string header, int data)
    {
        int padding = -Encoding.UTF8.GetByteCount(header.TrimEnd()) & 7;
        byte[] content = WithHeader(header.TrimEnd() + new string(' ', padding), data);
        Random.Shared.NextBytes(content.AsSpan(content.Length - data));
        Assert.Equal(content, Write(SafetensorsFile.Parse(content, "public")));
    }

    [Fact]
    public void Whatever_tensors_were_written_come_back() =>
        Gen.Select(Gen.Enum<TensorType>(), Gen.Int[0, 4].Array[0, 3], Gen.String[Gen.Char.AlphaNumeric, 1, 8]).Array[0, 6].Sample(made =>
        {
            Tensor[] tensors =
            [
                .. made.DistinctBy(one => one.Item3).Select(one => new Tensor(
                    one.Item3, one.Item1, one.Item2,
                    Enumerable.Range(0, one.Item2.Aggregate(Tensor.SizeOf(one.Item1), (product, length) => product * length))
                        .Select(n => (byte)(n * 7)).ToArray())),
            ];
            byte[] content = Write(new SafetensorsFile(tensors, new Dictionary<string, string> { ["note"] = "a" }));
            SafetensorsFile read = SafetensorsFile.Parse(content, "made");
            Assert.Equal(tensors.Length, read.Tensors.Count);
            foreach (Tensor tensor in tensors)
            {
                Tensor back = read.Find(tensor.Name)!;
                Assert.Equal(tensor.Type, back.Type);
                Assert.Equal(tensor.Shape, back.Shape);
                Assert.True(tensor.Data.Span.SequenceEqual(back.Data.Span));
            }

            // One byte more, one byte less, a byte of the header changed: refused by name, or still a file.
            Assert.Throws<BadInputException>(() => SafetensorsFile.Parse((byte[])[.. content, 0], "longer"));
            Assert.Throws<BadInputException>(() => SafetensorsFile.Parse(content.AsMemory(0, content.Length - 1), "shorter"));
        }, iter: 500);

    [Fact]
    public void No_damaged_header_gives_anything_but_tensors_or_a_typed_error() =>
        Gen.Select(Gen.Int[0, Sample.Length - 25], Gen.Byte).Sample((at, value) =>
        {
            byte[] damaged = [.. Sample];
            damaged[at] = value;
            try
            {
                Assert.All(SafetensorsFile.Parse(damaged, "damaged").Tensors, tensor => Assert.InRange(tensor.Data.Length, 0, 24));
            }
            catch (BadInputException)
            {
                // The only error allowed.
            }
        }, iter: 5_000);

    private static byte[] WithHeader(string header, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[data]];
    }

    private static byte[] Write(SafetensorsFile file)
    {
        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }
}
