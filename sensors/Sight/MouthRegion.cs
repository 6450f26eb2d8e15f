namespace OnBoard.Sensors.Sight;

/// <summary>The part of a frame that holds the mouth: a rectangle of 4:3, turned with the head.</summary>
/// <param name="CenterX">Centre, pixels (0 is the middle of the first pixel).</param>
/// <param name="CenterY">Centre, pixels.</param>
/// <param name="Width">Longer side, pixels; a fixed multiple of the distance of the eyes.</param>
/// <param name="Angle">Roll of the head, radians, positive clockwise on a screen.</param>
public readonly record struct MouthRegion(float CenterX, float CenterY, float Width, float Angle);
