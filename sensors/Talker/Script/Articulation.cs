namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// The visible state of a mouth. All values are relative: 0 is the rest position with closed lips, 1 the extreme of
/// normal speech.
/// </summary>
/// <param name="Opening">Height between the inner edges of the lips; below 0 the lips are pressed together.</param>
/// <param name="Spread">Lip corners drawn apart (smile of "ee"), 0..1.</param>
/// <param name="Rounding">Lip corners drawn together and lips pushed out ("oo"), 0..1.</param>
/// <param name="Jaw">How far the jaw is down, 0..1.</param>
/// <param name="Teeth">How much of the upper teeth shows, 0..1.</param>
/// <param name="Tongue">How high the tongue shows in the opening, 0..1.</param>
public readonly record struct Articulation(
    float Opening, float Spread, float Rounding, float Jaw, float Teeth, float Tongue);
