using OnBoard.Device.Enhancement.Learning;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>One measurement of a trial.</summary>
/// <param name="Seconds">Since the learner began to listen.</param>
/// <param name="Score">Of the weights in use, on mixtures that the learner never hears.</param>
/// <param name="Gain">SI-SDR of what comes out less that of what goes in, dB.</param>
/// <param name="Status">How learning is doing.</param>
internal readonly record struct TrialPoint(int Seconds, TrialScore Score, double Gain, LearningStatus Status);
