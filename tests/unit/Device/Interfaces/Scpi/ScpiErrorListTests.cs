using OnBoard.Device.Interfaces.Scpi;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

public class ScpiErrorListTests
{
    [Fact]
    public void Errors_come_out_in_order_and_then_none()
    {
        ScpiErrorList queue = new();
        queue.Add(ScpiError.Syntax);
        queue.Add(ScpiError.OutOfRange with { Detail = "300" });
        Assert.Equal("-102,\"Syntax error\"", queue.Take().ToString());
        Assert.Equal("-222,\"Data out of range;300\"", queue.Take().ToString());
        Assert.Equal("0,\"No error\"", queue.Take().ToString());
    }

    [Fact]
    public void One_error_too_many_becomes_a_queue_overflow_in_the_last_place()
    {
        ScpiErrorList queue = new();
        for (int i = 0; i < ScpiErrorList.Capacity + 5; i++) queue.Add(ScpiError.Execution with { Detail = $"{i}" });
        Assert.Equal(ScpiErrorList.Capacity, queue.Count);
        for (int i = 0; i < ScpiErrorList.Capacity - 1; i++) Assert.Equal($"{i}", queue.Take().Detail);
        Assert.Equal(-350, queue.Take().Number);
        Assert.Equal(0, queue.Take().Number);
        queue.Add(ScpiError.Syntax);
        Assert.Equal(-102, queue.Take().Number);
    }

    [Fact]
    public void Text_is_ascii_and_at_most_255_characters()
    {
        string text = (ScpiError.Execution with { Detail = "µ\"" + new string('x', 500) }).ToString();
        Assert.StartsWith("-200,\"Execution error;?\"\"xxx", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 255, 255 + 8);
    }
}
