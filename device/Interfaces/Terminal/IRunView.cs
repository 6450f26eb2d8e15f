using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>What a person or a program sees of <c>onboard run</c>. Any thread may report to it.</summary>
internal interface IRunView
{
    /// <summary>What is run and where, at the start.</summary>
    /// <param name="facts">Names and values.</param>
    void Begin(IReadOnlyList<(string Name, string Value)> facts);

    /// <summary>What may be done while it runs; stays in sight.</summary>
    /// <param name="name">With what: the page.</param>
    /// <param name="value">How: its address.</param>
    void Offer(string name, string value);

    /// <summary>How it is now, once a second.</summary>
    void Show(LiveStatus status);

    /// <summary>Something happened.</summary>
    void Report(string message);

    /// <summary>Something is wrong, or may be.</summary>
    void Warn(string message) => Report(message);

    /// <summary>Scores are there.</summary>
    void Show(SessionScore score);

    /// <summary>Nothing more will change.</summary>
    void End();
}
