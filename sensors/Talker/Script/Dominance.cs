namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// How strongly a phone insists on each of its articulatory targets against its neighbours (Cohen and Massaro 1993,
/// "Modeling coarticulation in synthetic visual speech"): a vowel is 1, the lip on the teeth of "f" 3, the lips of "t",
/// which do what the vowels around it want, below a half.
/// </summary>
/// <param name="Opening">For <see cref="Articulation.Opening"/>.</param>
/// <param name="Shape">For <see cref="Articulation.Spread"/> and <see cref="Articulation.Rounding"/>.</param>
/// <param name="Jaw">For <see cref="Articulation.Jaw"/>.</param>
/// <param name="Inside">For <see cref="Articulation.Teeth"/> and <see cref="Articulation.Tongue"/>.</param>
public readonly record struct Dominance(float Opening, float Shape, float Jaw, float Inside);
