namespace OnBoard.Sensors.Talker.Face;

/// <summary>Where the drawn mouth is in the frame: the truth that a mouth tracker is measured against.
/// Pixels.</summary>
/// <param name="CenterX">Middle between the corners.</param>
/// <param name="CenterY">Middle between the corners.</param>
/// <param name="Width">Corner to corner.</param>
/// <param name="Height">Outer edge to outer edge.</param>
/// <param name="Opening">Height between the inner edges, 0 when the lips touch.</param>
public readonly record struct MouthGeometry(float CenterX, float CenterY, float Width, float Height, float Opening);
