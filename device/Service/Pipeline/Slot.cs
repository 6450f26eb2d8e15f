namespace OnBoard.Device.Service.Pipeline;

/// <summary>An open device and how to open it again.</summary>
/// <typeparam name="T">The device.</typeparam>
/// <param name="Device">Open.</param>
/// <param name="Reopen">Opens it anew after it was lost; null where it is none that could come back, as a recording.</param>
public sealed record Slot<T>(T Device, Func<T>? Reopen = null)
    where T : class, IDisposable;
