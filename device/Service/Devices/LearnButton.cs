using Iot.Device.Button;

namespace OnBoard.Device.Service.Devices;

/// <summary>
/// Press and hold of a button that is polled (Iot.Device.Bindings' <see cref="ButtonBase"/> keeps the times). A button counts
/// when two looks in a row find it down; a press is reported when it is let go, and not after a hold.
/// </summary>
internal sealed class LearnButton : ButtonBase
{
    private bool _wasDown, _wasHeld;

    /// <param name="hold">How long it must be down for a hold.</param>
    public LearnButton(TimeSpan hold)
        : base(TimeSpan.Zero, hold, TimeSpan.Zero)
    {
        IsHoldingEnabled = true;
        Press += (_, _) =>
        {
            if (!_wasHeld) Pressed?.Invoke();
            _wasHeld = false;
        };
        Holding += (_, change) =>
        {
            if (change.HoldingState != ButtonHoldingState.Started) return;
            _wasHeld = true;
            Held?.Invoke();
        };
    }

    /// <summary>It was pressed and let go.</summary>
    public event Action? Pressed;

    /// <summary>It has been down for long.</summary>
    public event Action? Held;

    /// <summary>Takes a look.</summary>
    public void Look(bool isDown)
    {
        if (isDown && _wasDown && !IsPressed) HandleButtonPressed();
        else if (!isDown && IsPressed) HandleButtonReleased();
        _wasDown = isDown;
    }
}
