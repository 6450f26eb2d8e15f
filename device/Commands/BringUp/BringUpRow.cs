using OnBoard.Device.Commands.Checks;
using OnBoard.Drivers;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>What a trial came to.</summary>
internal enum BringUpState
{
    /// <summary>It did what the documents promise.</summary>
    Pass,

    /// <summary>What it needs is not here.</summary>
    Skip,

    /// <summary>It is here, and did something else.</summary>
    Fail,
}

/// <summary>One number that was measured.</summary>
/// <param name="Name">For programs: <c>volts</c>.</param>
/// <param name="Value">The number; not a number where it is unknown.</param>
/// <param name="Unit">Its unit; empty for a count.</param>
internal readonly record struct BringUpFigure(string Name, double Value, string Unit = "");

/// <summary>One row of the report.</summary>
/// <param name="Area">What part of the machine: <c>rails</c>, <c>fabric</c>.</param>
/// <param name="Subject">The thing that was tried.</param>
/// <param name="State">What it came to.</param>
/// <param name="Text">What was found, as a phrase without a full stop.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
internal sealed record BringUpRow(
    string Area, string Subject, BringUpState State, string Text, IReadOnlyList<BringUpFigure> Figures, string? Remedy = null)
{
    /// <summary>Done as promised.</summary>
    public static BringUpRow Pass(string area, string subject, string text, params IReadOnlyList<BringUpFigure> figures) =>
        new(area, subject, BringUpState.Pass, text, figures);

    /// <summary>Not here.</summary>
    public static BringUpRow Skip(string area, string subject, string text, string? remedy = null) =>
        new(area, subject, BringUpState.Skip, text, [], remedy);

    /// <summary>Here, and wrong.</summary>
    public static BringUpRow Fail(string area, string subject, string text, string remedy, params IReadOnlyList<BringUpFigure> figures) =>
        new(area, subject, BringUpState.Fail, text, figures, remedy);

    /// <summary>Passed or failed, with the same words.</summary>
    public static BringUpRow Validate(
        bool isWell, string area, string subject, string text, string remedy, params IReadOnlyList<BringUpFigure> figures) =>
        isWell ? Pass(area, subject, text, figures) : Fail(area, subject, text, remedy, figures);

    /// <summary>An error as a row: what is missing is skipped.</summary>
    public static BringUpRow Of(string area, OnBoardException error) => error is DeviceMissingException
        ? Skip(area, error.Subject, error.Cause, error.Remedy)
        : Fail(area, error.Subject, error.Cause, error.Remedy);

    /// <summary>A finding of a check as a row.</summary>
    public static BringUpRow Of(string area, Finding finding) => new(
        area, finding.Subject,
        finding.State switch
        {
            FindingState.Failed => BringUpState.Fail,
            FindingState.Missing => BringUpState.Skip,
            _ => BringUpState.Pass,
        },
        finding.Text, [], finding.Remedy);
}
