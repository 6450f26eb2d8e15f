namespace OnBoard.Sensors.Media;

/// <summary>What a container says of itself.</summary>
/// <param name="DeclaredSeconds">
/// The length that stands in its header; null where it has none, or where it is only guessed from the first or the last part.
/// </param>
/// <param name="Sounds">The sound tracks in their order.</param>
/// <param name="Video">The track of video; null where there is none. A cover is none.</param>
internal sealed record MediaDescription(double? DeclaredSeconds, IReadOnlyList<SoundTrack> Sounds, VideoTrack? Video);

/// <summary>A sound track of a container.</summary>
/// <param name="Stream">Its number among all streams.</param>
/// <param name="Channels">At least one.</param>
/// <param name="IsSurround">Whether more than two channels are said to be loudspeakers' and not only counted.</param>
/// <param name="DeclaredSeconds">Its own length, where the container states one.</param>
internal sealed record SoundTrack(int Stream, int Channels, bool IsSurround, double? DeclaredSeconds = null);

/// <summary>The video of a container.</summary>
/// <param name="Stream">Its number among all streams.</param>
/// <param name="FramesPerSecond">The rate that they are brought to.</param>
/// <param name="Count">How many the container says there are; null where it does not.</param>
/// <param name="DeclaredSeconds">Its own length, where the container states one.</param>
internal sealed record VideoTrack(int Stream, double FramesPerSecond, long? Count, double? DeclaredSeconds);
