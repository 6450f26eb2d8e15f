namespace OnBoard.Device.Service.Recording;

/// <summary>Where the recorder stands.</summary>
/// <param name="IsRunning">Whether something is recorded.</param>
/// <param name="Folder">The folder of this recording, or of the last one; null before the first.</param>
/// <param name="Hops">Hops kept in it.</param>
/// <param name="LostHops">Hops that the disk was too slow for.</param>
public sealed record RecordingStatus(bool IsRunning, string? Folder, long Hops, long LostHops);
