namespace OnBoard.Device.Experiments.Energy;

/// <summary>How energies are taken.</summary>
/// <param name="Pairs">Active windows of each, every one between two idle ones; 3 or more.</param>
/// <param name="Window">Length of an active window, about.</param>
/// <param name="IdleWindow">Length of an idle window.</param>
/// <param name="PicojoulesPerEvent">The constant of counted energy.</param>
internal sealed record EnergyPlan(int Pairs, TimeSpan Window, TimeSpan IdleWindow, double PicojoulesPerEvent);
