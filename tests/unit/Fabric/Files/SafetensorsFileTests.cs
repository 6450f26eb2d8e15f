using System.Text;
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

    private static byte[] Write(SafetensorsFile file)
    {
        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }
}
