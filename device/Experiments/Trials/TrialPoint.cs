using OnBoard.Device.Enhancement.Learning;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>One measurement of a trial.</summary>
/// <param name="Seconds">Since the learner began to listen.</param>
/// <param name="Gain">SI-SDR of what comes out less that of what goes in, dB, on the test mixture.</param>
/// <param name="Activity">Share of active cells on the test mixture.</param>
/// <param name="Status">How learning is doing.</param>
internal readonly record struct TrialPoint(int Seconds, double Gain, double Activity, LearningStatus Status);
