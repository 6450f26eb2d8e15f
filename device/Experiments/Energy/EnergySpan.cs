namespace OnBoard.Device.Experiments.Energy;

/// <summary>A window, for a plot.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="BeginNanoseconds">Its begin on the monotonic clock.</param>
/// <param name="EndNanoseconds">Its end.</param>
/// <param name="IsActive">Whether work was done in it.</param>
internal sealed record EnergySpan(string Name, long BeginNanoseconds, long EndNanoseconds, bool IsActive);
