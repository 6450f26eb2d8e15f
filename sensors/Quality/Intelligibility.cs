namespace OnBoard.Sensors.Quality;

/// <summary>
/// How well listeners would understand processed speech, as two measures predict it; both rise with it.
/// </summary>
/// <param name="Stoi">Short-time objective intelligibility, about 0 to 1.</param>
/// <param name="Estoi">
/// Extended short-time objective intelligibility, about 0 to 1: also fit for fluctuating noise.
/// </param>
public readonly record struct Intelligibility(double Stoi, double Estoi);
