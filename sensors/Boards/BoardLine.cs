namespace OnBoard.Sensors.Boards;

/// <summary>One GPIO line.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Chip">Label of the GPIO chip, "zynqmp_gpio"; for an expander its controller and address, "ff020000-0020",
/// for the number of an adapter ("0-0020") is another bus where the device tree has aliases.</param>
/// <param name="Offset">Line of that chip.</param>
/// <param name="ActiveLow">Whether low means lit, pressed, reset.</param>
/// <param name="Kernel">The light of gpio-leds or the input device of gpio-keys that holds the line where the device tree
/// gives it to them: "heartbeat", "gpio-keys".</param>
public sealed record BoardLine(LinePurpose Purpose, string Chip, int Offset, bool ActiveLow = false, string? Kernel = null);
