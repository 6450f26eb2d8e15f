namespace OnBoard.Fabric.Arithmetic;

/// <summary>
/// What a source sends, an input, a cell or an element of the summary: with a threshold of 1 and more, the difference to what
/// it sent before, and that only once it has moved by the threshold.
/// <code>
/// d    = value - sent               9 bits
/// sent = |d| &lt; threshold ? sent : value
/// </code>
/// What is connected to it hears the value sent, held until the next. So sums of events times weights can be made anew from
/// the values held, or kept and moved by difference times weight (and, where a weight is changed, by the weight's change times
/// the value held): the bits are the same. Zero at the start of an utterance.
/// </summary>
public static class SendOnChange
{
    /// <summary>What the source has sent after this step.</summary>
    /// <param name="sent">What it had sent before.</param>
    /// <param name="value">What it is now.</param>
    /// <param name="threshold">In events' steps of 1/32; up to 1 every change is sent.</param>
    public static short Next(short sent, short value, int threshold) => Math.Abs(value - sent) < threshold ? sent : value;
}
