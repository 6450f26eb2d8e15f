namespace OnBoard.Device.Interfaces.Status;

/// <summary>Something that the page can change while the service runs. Each is one small class; the page draws them all alike.</summary>
internal interface IServiceControl
{
    /// <summary>Its name in the API.</summary>
    string Name { get; }

    /// <summary>What it is and how it stands. Called once a second.</summary>
    ControlReport Report();

    /// <summary>Changes it.</summary>
    /// <param name="value">One of the values that the report names.</param>
    /// <param name="aborted">Whoever asked has gone.</param>
    /// <exception cref="Drivers.BadInputException">The value is none of its values.</exception>
    /// <exception cref="Drivers.OnBoardException">It cannot be done now.</exception>
    Task ApplyAsync(string value, CancellationToken aborted);
}
