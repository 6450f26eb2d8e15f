using OnBoard.Drivers;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>A device, open or awaited, and how to open it again.</summary>
/// <typeparam name="T">The device.</typeparam>
/// <param name="Device">Open; null where it is not there yet.</param>
/// <param name="Reopen">Opens it anew after it was lost; null where it is none that could come back, as a recording.</param>
/// <param name="Absence">Why it is not there yet.</param>
public sealed record Slot<T>(T? Device, Func<T>? Reopen = null, OnBoardException? Absence = null)
    where T : class, IDisposable;
