namespace OnBoard.Drivers.Gpio;

/// <summary>
/// A light that the kernel's gpio-leds driver holds (/sys/class/leds): on these boards the device tree gives it the
/// status LED, whose line is then taken. Its trigger is switched off, and back to what it was at the end.
/// </summary>
public sealed class KernelLed : IDisposable
{
    private readonly string _folder;
    private readonly string? _trigger;

    /// <summary>Takes a light from its trigger.</summary>
    /// <param name="label">Its label: "heartbeat".</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <exception cref="DeviceMissingException">There is no such light.</exception>
    /// <exception cref="DeviceFailedException">It may not be written.</exception>
    public KernelLed(string label, string sysfsRoot = "/sys")
    {
        _folder = Path.Combine(sysfsRoot, "class", "leds", label);
        if (!Directory.Exists(_folder))
            throw new DeviceMissingException(_folder, "the kernel has no such light", "check the device tree's leds");

        // Not there in a kernel without triggers. The chosen one of the list stands in brackets.
        string trigger = Path.Combine(_folder, "trigger");
        if (!File.Exists(trigger)) return;
        string list = File.ReadAllText(trigger);
        int begin = list.IndexOf('[', StringComparison.Ordinal), end = list.IndexOf(']', StringComparison.Ordinal);
        _trigger = begin >= 0 && end > begin ? list[(begin + 1)..end] : null;
        Write("trigger", "none");
    }

    /// <summary>Lights it or puts it out.</summary>
    /// <exception cref="DeviceFailedException">It may not be written.</exception>
    public void Set(bool lit) => Write("brightness", lit ? "1" : "0");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_trigger is not null) Write("trigger", _trigger);
    }

    private void Write(string file, string value)
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, file), value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(
                _folder, $"it cannot be set ({error.Message})", "give the service's user write access to it", error);
        }
    }
}
