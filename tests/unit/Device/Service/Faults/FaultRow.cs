using System.Globalization;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>What a fault did.</summary>
/// <param name="Fault">Which.</param>
/// <param name="State">What the service was doing.</param>
/// <param name="Lost">Hops that were captured and not delivered.</param>
/// <param name="Unprocessed">Hops that went out as they came in.</param>
/// <param name="Silent">Hops of silence in place of a microphone.</param>
/// <param name="Recovery">From the end of the cause until all parts work: hops of 10 ms.</param>
/// <param name="Restarts">Of the service.</param>
internal sealed record FaultRow(
    string Fault, ServiceState State, long Lost, long Unprocessed, long Silent, int Recovery, int Restarts)
{
    /// <summary>The head of the table.</summary>
    public const string Head =
        """
        | fault | state | hops lost | unprocessed | silent | recovered after | restarts |
        |---|---|---|---|---|---|---|
        """;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Fault} | {State.ToString().ToLowerInvariant()} | {Lost} | {Unprocessed} | {Silent} | {Recovery / 100.0:0.00} s |" +
        $" {Restarts} |");
}
